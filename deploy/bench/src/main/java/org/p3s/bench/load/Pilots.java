package org.p3s.bench.load;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.p3s.bench.Broken;
import org.p3s.bench.machine.ServerProcess;
import org.p3s.bench.wire.Link;
import org.p3s.bench.wire.Loop;
import org.p3s.bench.wire.Message;
import org.p3s.bench.wire.Reply;

/** Signs pilots on, many at a time. */
public final class Pilots {

  private static final int AT_ONCE = 64;
  private static final long LONGEST_MINUTES = 3;
  private static final byte[] ID = Message.ascii("\"pilotId\":");

  private Pilots() {}

  /** The registration of a plain pilot. */
  public static String plain(int slots) {
    return registration(slots, 4_096, "{}");
  }

  /**
   * A pilot's registration.
   *
   * @param cores also its slots
   * @param labels a JSON object
   */
  public static String registration(int cores, int memoryMiB, String labels) {
    return """
        {"name":"bench","host":"localhost","site":"bench","slots":%1$d,"cores":%1$d,"memoryMiB":%2$d,"gpus":0,"labels":%3$s,"version":"bench"}"""
        .formatted(cores, memoryMiB, labels);
  }

  /** That many plain pilots. */
  public static List<Pilot> register(ServerProcess server, int count, int slots) {
    String plain = plain(slots);
    return register(server, count, i -> plain);
  }

  /** That many pilots; the function gives each one's registration. */
  public static List<Pilot> register(
      ServerProcess server, int count, IntFunction<String> registrations) {
    Pilot[] pilots = new Pilot[count];
    try (Loop loop = new Loop()) {
      Turnstile turnstile = new Turnstile(registrations, pilots);
      for (int i = 0; i < Math.min(AT_ONCE, count); i++) {
        turnstile.next(loop.connect(server.port()));
      }
      loop.start();
      turnstile.await(loop);
    }
    return List.of(pilots);
  }

  /** Lets one pilot after the other in, on each connection. */
  private static final class Turnstile {
    private final IntFunction<String> registrations;
    private final Pilot[] pilots;
    private int sent;
    private volatile int done;

    Turnstile(IntFunction<String> registrations, Pilot[] pilots) {
      this.registrations = registrations;
      this.pilots = pilots;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // written by the loop's thread alone
    void next(Link link) {
      int which = sent++;
      if (which >= pilots.length) {
        return;
      }
      Message message = Message.post("/api/v1/pilots", ServerProcess.ADMIN);
      message.text(Message.ascii(registrations.apply(which))).end();
      link.send(
          message,
          (same, reply) -> {
            pilots[which] = read(reply.must(201));
            done++;
            next(same);
          });
    }

    private static Pilot read(Reply reply) {
      String text = reply.text();
      int from = text.indexOf("\"token\":\"") + 9;
      return new Pilot(reply.numberAfter(ID), text.substring(from, text.indexOf('"', from)));
    }

    void await(Loop loop) {
      long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(LONGEST_MINUTES);
      while (done < pilots.length) {
        loop.check();
        if (System.nanoTime() > end) {
          throw new Broken(
              "Only %d of %d pilots could sign on in %d minutes"
                  .formatted(done, pilots.length, LONGEST_MINUTES));
        }
        try {
          TimeUnit.MILLISECONDS.sleep(5);
        } catch (InterruptedException e) {
          throw new Broken("Interrupted", e);
        }
      }
    }
  }
}
