package org.p3s.pilot;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.p3s.pilot.PilotSettings.Limits;
import org.p3s.protocol.PilotRegistration;

/** A pilot in a thread of the test. */
final class LivePilot {

  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final CompletableFuture<Ending> ending = new CompletableFuture<>();
  private final Agent agent;
  private final Thread thread;

  LivePilot(URI server, Path scratch, int slots, Limits limits) throws IOException {
    PilotRegistration registration =
        new PilotRegistration(null, "host", "here", slots, 2, 1024, 0, Map.of(), "test", null);
    PilotSettings settings = new PilotSettings(server, "enrol", registration, scratch, limits);
    agent = new Agent(settings, new Logbook(new PrintStream(log, true, StandardCharsets.UTF_8)));
    thread = new Thread(this::live, "pilot under test");
    thread.start();
  }

  /** Bytes; only the test of this limit writes more. */
  static final long MOST_OF_A_JOB = 32 << 20;

  /** No limits that a test would notice, and little patience with payloads. */
  static Limits limits() {
    return new Limits(
        0,
        MOST_OF_A_JOB,
        null,
        0,
        null,
        Duration.ofMillis(300),
        Duration.ofMillis(300),
        LONG,
        false,
        null);
  }

  private static final Duration LONG = Duration.ofMinutes(5);

  private void live() {
    try {
      ending.complete(agent.run());
    } catch (Throwable e) {
      ending.completeExceptionally(e);
    }
  }

  void stop() {
    agent.stop("the test says so");
  }

  Ending awaitEnding() throws InterruptedException, ExecutionException, TimeoutException {
    return ending.get(15, TimeUnit.SECONDS);
  }

  boolean isAlive() {
    return !ending.isDone();
  }

  String log() {
    return log.toString(StandardCharsets.UTF_8);
  }

  void close() throws InterruptedException {
    agent.stop("the test is over");
    agent.stop("the test is over");
    agent.stop("the test is over");
    thread.join(10_000);
  }
}
