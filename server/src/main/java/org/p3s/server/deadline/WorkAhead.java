package org.p3s.server.deadline;

import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Work that is to be done, in seconds of one slot, in the order in which pilots will get it: the
 * higher priority first, then the earlier latest start. Not for several threads at once.
 */
public final class WorkAhead {

  /** Microseconds; latest starts that are closer to each other are not told apart. */
  private static final long BUCKET = 1_000_000;

  private final NavigableMap<Integer, NavigableMap<Long, Double>> byPriority =
      new TreeMap<>(Collections.reverseOrder());
  private double held;

  /**
   * Adds work, or takes it away when it is negative.
   *
   * @param latest its latest start in microseconds since 1970, {@link Long#MAX_VALUE} for none
   */
  public void add(int priority, long latest, double seconds) {
    byPriority
        .computeIfAbsent(priority, any -> new TreeMap<>())
        .merge(Math.floorDiv(latest, BUCKET), seconds, WorkAhead::sum);
  }

  /** Nothing, which takes the bucket out of the map, but for what rounding leaves. */
  @SuppressWarnings("NullAway")
  private static Double sum(double one, double other) {
    double sum = one + other;
    return sum > 1e-6 ? sum : null;
  }

  /** What pilots are doing has changed: so much of it is left, or so much more of it. */
  public void hold(double seconds) {
    held = Math.max(0, held + seconds);
  }

  /** What has to be done before something new of this priority can be done in its turn. */
  public double before(int priority, long latest) {
    double sum = held;
    for (var level : byPriority.headMap(priority, true).entrySet()) {
      NavigableMap<Long, Double> first =
          level.getKey() > priority
              ? level.getValue()
              : level.getValue().headMap(Math.floorDiv(latest, BUCKET), true);
      for (double seconds : first.values()) {
        sum += seconds;
      }
    }
    return sum;
  }

  /** All of it. */
  public double total() {
    return before(Integer.MIN_VALUE, Long.MAX_VALUE);
  }

  /** Takes away what has been done meanwhile, from the front on. */
  public void drain(double seconds) {
    double left = seconds - held;
    held = Math.max(0, -left);
    while (left > 0 && !byPriority.isEmpty()) {
      NavigableMap<Long, Double> level = byPriority.firstEntry().getValue();
      while (left > 0 && !level.isEmpty()) {
        var first = level.firstEntry();
        if (first.getValue() > left) {
          level.put(first.getKey(), first.getValue() - left);
        } else {
          level.pollFirstEntry();
        }
        left -= first.getValue();
      }
      if (level.isEmpty()) {
        byPriority.pollFirstEntry();
      }
    }
  }
}
