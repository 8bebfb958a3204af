package org.p3s.bench.load;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Times from event to job, in order of arrival. May be written and read by different threads. */
public final class Latencies {

  private final List<Long> nanos = new ArrayList<>();

  public synchronized void add(long one) {
    nanos.add(one);
  }

  public synchronized int count() {
    return nanos.size();
  }

  /**
   * The value below which this part of those from one place on to another lies, in milliseconds.
   */
  public synchronized double quantile(double part, int from, int to) {
    long[] sorted = nanos.subList(from, to).stream().mapToLong(Long::longValue).sorted().toArray();
    int index = (int) Math.ceil(part * sorted.length) - 1;
    return sorted[Math.max(0, index)] / 1e6;
  }

  /** The same of all; 0 when there are none. */
  public synchronized double quantile(double part) {
    return nanos.isEmpty() ? 0 : quantile(part, 0, nanos.size());
  }

  /**
   * The median over rounds of as many of the values as they have in common, leaving out a warm-up.
   */
  public double median(double part, List<Integer> bounds) {
    double[] rounds = new double[bounds.size() - 1];
    for (int i = 0; i < rounds.length; i++) {
      rounds[i] = quantile(part, bounds.get(i), bounds.get(i + 1));
    }
    Arrays.sort(rounds);
    return rounds[rounds.length / 2];
  }
}
