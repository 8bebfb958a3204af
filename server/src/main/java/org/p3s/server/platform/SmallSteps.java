package org.p3s.server.platform;

import io.quarkus.narayana.jta.QuarkusTransaction;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;
import org.jboss.logging.Logger;

/**
 * Much to be changed, a little at a time. Each step is a transaction of its own, and so large that
 * it takes about {@link #AIM}: what it locks, a report or a claim may be waiting for. After each
 * step as much time is left to others as it took.
 *
 * <p>For one piece of work, and one thread.
 */
public final class SmallSteps {

  private static final Logger LOG = Logger.getLogger(SmallSteps.class);

  /** Nobody else may wait for a lock of background work for longer than twice that. */
  private static final Duration AIM = Duration.ofMillis(10);

  private static final int FIRST = 16;
  private static final int LARGEST = 1_024;
  private static final Duration NEWS = Duration.ofSeconds(5);

  private final String what;
  private int size = FIRST;
  private long done;
  private long toldAt = System.nanoTime();

  /**
   * Begins.
   *
   * @param what is done, for the log of what takes long, such as {@code "Workflows given up"}
   */
  public SmallSteps(String what) {
    this.what = what;
  }

  /**
   * Goes through all of these in order.
   *
   * @param work is done to some of them, and tells how many it changed
   * @return how many were changed
   */
  public <T> int forEach(List<T> all, ToIntFunction<List<T>> work) {
    int changed = 0;
    for (int next = 0; next < all.size(); ) {
      List<T> some = all.subList(next, Math.min(all.size(), next + size));
      changed += step(most -> work.applyAsInt(some));
      next += some.size();
      tell(some.size(), all.size());
    }
    return changed;
  }

  /**
   * Makes one step.
   *
   * @param work is told the most that it may change
   */
  public <T> T step(IntFunction<T> work) {
    int most = size;
    long began = System.nanoTime();
    T result = QuarkusTransaction.requiringNew().call(() -> work.apply(most));
    long took = System.nanoTime() - began;
    size = next(most, took);
    LockSupport.parkNanos(took);
    return result;
  }

  /** At most twice as large, at once as small as need be. */
  static int next(int size, long tookNanos) {
    double fits = size * (double) AIM.toNanos() / Math.max(1, tookNanos);
    return (int) Math.max(1, Math.min(Math.min(fits, 2.0 * size), LARGEST));
  }

  private void tell(int more, int all) {
    done += more;
    if (System.nanoTime() - toldAt > NEWS.toNanos()) {
      toldAt = System.nanoTime();
      LOG.infof("%s: %d of %d so far", what, (Object) done, all);
    }
  }
}
