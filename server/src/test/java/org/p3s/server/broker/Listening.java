package org.p3s.server.broker;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** For how long the server could hear pilots: tests cannot wait for that. */
@ApplicationScoped
public class Listening {

  private static final long STEP = Duration.ofSeconds(1).toNanos();

  private final Reaper reaper;

  Listening(Reaper reaper) {
    this.reaper = reaper;
  }

  /** As if it had gone on for so long. */
  public void hasLasted(Duration time) {
    for (long ago = time.toNanos(); ago >= 0; ago -= STEP) {
      reaper.ran(System.nanoTime() - ago, Reaper.wallClock() - ago);
    }
  }
}
