package org.p3s.server.deadline;

import java.util.Arrays;

/** How long the last attempts of one vertex took, in seconds. */
public final class RecentDurations {

  /** So many are remembered. */
  public static final int MOST = 200;

  /** Before there are so many, what the template says counts. */
  public static final int ENOUGH = 5;

  private static final double LEVEL = 0.9;

  private final double[] last = new double[MOST];
  private int count;
  private int next;

  public void add(double seconds) {
    last[next] = seconds;
    next = (next + 1) % MOST;
    count = Math.min(MOST, count + 1);
  }

  public int count() {
    return count;
  }

  /** Nine of ten took no longer. */
  public double p90() {
    double[] sorted = Arrays.copyOf(last, count);
    Arrays.sort(sorted);
    return sorted[(int) Math.ceil(LEVEL * count) - 1];
  }

  public double mean() {
    return Arrays.stream(last, 0, count).sum() / count;
  }
}
