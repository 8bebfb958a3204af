package org.p3s.pilot.conversation;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.p3s.protocol.PilotRegistration;
import org.p3s.protocol.PilotWelcome;

/** Registers the pilot, with patience while the server is away. */
public final class Enrolment {

  private final ServerClient server;
  private final PilotRegistration registration;
  private final String token;
  private final Consumer<String> log;
  private final Backoff backoff;
  private long notBefore = System.nanoTime();
  private Long awaySince;
  private Refused refusal;

  public Enrolment(
      ServerClient server,
      PilotRegistration registration,
      String token,
      Consumer<String> log,
      RandomGenerator random) {
    this.server = server;
    this.registration = registration;
    this.token = token;
    this.log = log;
    this.backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30), random);
  }

  /** Tries if it is time to; empty when that gave nothing. */
  public Optional<PilotWelcome> tryOnce() throws InterruptedException {
    if (refusal != null || System.nanoTime() < notBefore) {
      return Optional.empty();
    }
    try {
      PilotWelcome welcome = server.register(registration, token);
      backoff.reset();
      awaySince = null;
      return Optional.of(welcome);
    } catch (Refused e) {
      if (e.isPassing()) {
        retry(e, e.retryAfter());
      } else {
        refusal = e;
        String what = e.isNotAllowed() ? "the enrolment token is not accepted by " : "refused by ";
        log.accept(what + server + ": " + e.getMessage());
      }
    } catch (IOException e) {
      retry(e, null);
    }
    return Optional.empty();
  }

  private void retry(IOException why, Duration asked) {
    notBefore = System.nanoTime() + backoff.next(asked).toNanos();
    if (awaySince == null) {
      awaySince = System.nanoTime();
      log.accept("cannot register at " + server + " yet: " + ServerClient.reason(why));
    }
  }

  /** The server forgot this pilot: registers anew at once. */
  public void again() {
    notBefore = System.nanoTime();
  }

  /** Until the next try. */
  public Duration pause() {
    return Duration.ofNanos(Math.max(0, notBefore - System.nanoTime()));
  }

  /** How long the server has not been heard of; zero while it answers. */
  public Duration away() {
    return awaySince == null ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - awaySince);
  }

  /** Set when trying again would not help. */
  public Optional<Refused> refusal() {
    return Optional.ofNullable(refusal);
  }
}
