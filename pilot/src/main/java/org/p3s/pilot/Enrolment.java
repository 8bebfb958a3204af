package org.p3s.pilot;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.p3s.protocol.PilotWelcome;

/** Registers the pilot, with patience while the server is away. */
final class Enrolment {

  private final ServerClient server;
  private final PilotSettings settings;
  private final Logbook log;
  private final Backoff backoff;
  private long notBefore = System.nanoTime();
  private Long awaySince;
  private Ending refusal;

  Enrolment(ServerClient server, PilotSettings settings, Logbook log, RandomGenerator random) {
    this.server = server;
    this.settings = settings;
    this.log = log;
    this.backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30), random);
  }

  /** Tries if it is time to; null when that gave nothing. */
  PilotWelcome tryOnce() throws InterruptedException {
    if (refusal != null || System.nanoTime() < notBefore) {
      return null;
    }
    try {
      PilotWelcome welcome = server.register(settings.registration(), settings.token());
      backoff.reset();
      awaySince = null;
      return welcome;
    } catch (Refused e) {
      if (!e.isPassing()) {
        refuse(e);
        return null;
      }
      retry(e, e.retryAfter());
    } catch (IOException e) {
      retry(e, null);
    }
    return null;
  }

  private void refuse(Refused why) {
    boolean notAllowed = why.status() == 401 || why.status() == 403;
    refusal = notAllowed ? Ending.NOT_ALLOWED : Ending.WRONG_USAGE;
    String what = notAllowed ? "the enrolment token is not accepted by " : "refused by ";
    log.say(what + settings.server() + ": " + why.getMessage());
  }

  private void retry(IOException why, Duration asked) {
    Duration pause = backoff.next(asked);
    notBefore = System.nanoTime() + pause.toNanos();
    if (awaySince == null) {
      awaySince = System.nanoTime();
      log.say("cannot register at " + settings.server() + " yet: " + Exchanges.reason(why));
    }
  }

  /** The server forgot this pilot: registers anew at once. */
  void again() {
    notBefore = System.nanoTime();
  }

  /** Until the next try. */
  Duration pause() {
    return Duration.ofNanos(Math.max(0, notBefore - System.nanoTime()));
  }

  Duration away() {
    return awaySince == null ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - awaySince);
  }

  /** Set when trying again would not help. */
  Optional<Ending> refusal() {
    return Optional.ofNullable(refusal);
  }

  /** A call that may fail. */
  interface Call {
    void run() throws IOException, InterruptedException;
  }

  /** Whether the server still takes this, as far as it said. */
  static boolean wants(Call call) throws IOException, InterruptedException {
    try {
      call.run();
      return true;
    } catch (Refused e) {
      if (e.isPassing()) {
        throw e;
      }
      return false;
    }
  }

  /** Failing is worth a line in the log and nothing more. */
  static void quietly(Call call, Logbook log) {
    try {
      call.run();
    } catch (IOException e) {
      log.say("left undone: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
