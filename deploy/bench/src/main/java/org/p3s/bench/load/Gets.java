package org.p3s.bench.load;

import java.util.concurrent.atomic.AtomicLong;
import org.p3s.bench.machine.ServerProcess;
import org.p3s.bench.measure.Load;
import org.p3s.bench.wire.Link;
import org.p3s.bench.wire.Loop;
import org.p3s.bench.wire.Message;

/** Callers that get the same page over and over. */
public final class Gets implements Load, AutoCloseable {

  private final Loop loop = new Loop();
  private final AtomicLong done = new AtomicLong();

  /** Starts that many callers, each on a connection of its own. */
  public Gets(ServerProcess server, String path, int callers) {
    for (int i = 0; i < callers; i++) {
      Message message = Message.get(path);
      ask(loop.connect(server.port()), message);
    }
    loop.start();
  }

  private void ask(Link link, Message message) {
    link.send(
        message,
        (same, reply) -> {
          reply.must(200);
          done.lazySet(done.get() + 1);
          ask(same, message);
        });
  }

  @Override
  public long done() {
    return done.get();
  }

  @Override
  public void check() {
    loop.check();
  }

  @Override
  public void close() {
    loop.close();
  }
}
