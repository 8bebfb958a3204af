package org.p3s.server.broker;

import io.quarkus.scheduler.Scheduler;
import jakarta.inject.Inject;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.p3s.server.broker.walk.Walk;
import org.p3s.server.testing.Api;
import org.p3s.server.testing.ServerTest;

/**
 * Any event after any other. {@code -Dwalk.seed=N} walks another way, {@code -Dwalk.steps=N}
 * further.
 */
@ServerTest
class RandomWalkTest {

  private static final Logger LOG = Logger.getLogger(RandomWalkTest.class);

  @Inject Jdbi jdbi;
  @Inject Reaper reaper;
  @Inject Broker broker;

  @Inject Scheduler scheduler;

  /** What happens at a time of its own has tests of its own. */
  @BeforeEach
  void nothingHappensByTheClock() {
    scheduler.pause("staleness");
    scheduler.pause("measurements");
    Api.cancelAll();
  }

  @AfterEach
  void nothingIsLeftOpen() {
    Api.cancelAll();
    scheduler.resume("staleness");
    scheduler.resume("measurements");
  }

  @Test
  void theServerDoesWhatTheModelSays() {
    long seed = Long.getLong("walk.seed", 3);
    int steps = Integer.getInteger("walk.steps", 10_000);
    try (Handle handle = jdbi.open()) {
      Walk walk =
          new Walk(
              seed,
              handle,
              () -> reaper.reap(Duration.ofDays(1)),
              () -> broker.later(broker::forgetAll),
              id -> broker.waits(id).join());
      walk.go(steps);
      LOG.infof("Random walk with seed %d: %s", seed, walk.summary());
    }
  }
}
