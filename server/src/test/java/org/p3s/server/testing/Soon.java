package org.p3s.server.testing;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for what happens beside the test. */
public final class Soon {

  private static final Duration MOST = Duration.ofSeconds(20);

  private Soon() {}

  /** Returns as soon as the condition holds; fails when it does not in time. */
  public static void soon(BooleanSupplier condition) {
    long end = System.nanoTime() + MOST.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("it has not come about in " + MOST);
      }
      Thread.onSpinWait();
    }
  }
}
