package org.p3s.bench.load;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.p3s.bench.machine.ServerProcess;
import org.p3s.bench.measure.Load;
import org.p3s.bench.wire.Link;
import org.p3s.bench.wire.Loop;
import org.p3s.bench.wire.Message;
import org.p3s.bench.wire.Reply;

/** One caller, the admin, who asks the same over and over. */
public final class Questions implements Load, AutoCloseable {

  private final Loop loop = new Loop();
  private final AtomicLong done = new AtomicLong();
  private final Latencies latencies = new Latencies();
  private final Message question;
  private final Consumer<Reply> check;

  /**
   * Starts to ask.
   *
   * @param check of each answer, which is a success
   */
  public Questions(ServerProcess server, String path, Consumer<Reply> check) {
    question = Message.get(path, ServerProcess.ADMIN);
    this.check = check;
    ask(loop.connect(server.port()));
    loop.start();
  }

  private void ask(Link link) {
    long asked = System.nanoTime();
    link.send(
        question,
        (same, reply) -> {
          check.accept(reply.must(200));
          latencies.add(System.nanoTime() - asked);
          done.lazySet(done.get() + 1);
          ask(same);
        });
  }

  /** Of all answers so far. */
  public Latencies latencies() {
    return latencies;
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
