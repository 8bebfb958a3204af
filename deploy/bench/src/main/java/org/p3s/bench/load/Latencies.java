package org.p3s.bench.load;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.p3s.bench.Broken;

/**
 * Times that something took, in order of their ends. May be written and read by different threads.
 */
public final class Latencies {

  private final List<Long> nanos = new ArrayList<>();

  /** How many there were when each round began or ended. */
  private final List<Integer> marks = new ArrayList<>();

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

  /** A round begins or ends. */
  public synchronized void mark() {
    marks.add(nanos.size());
  }

  /** Forgets everything. */
  public synchronized void clear() {
    nanos.clear();
    marks.clear();
  }

  /** Of this part of the values of a round, the median over the rounds in which there were any. */
  public synchronized double median(double part) {
    double[] rounds =
        IntStream.range(1, marks.size())
            .filter(i -> marks.get(i) > marks.get(i - 1))
            .mapToDouble(i -> quantile(part, marks.get(i - 1), marks.get(i)))
            .sorted()
            .toArray();
    if (rounds.length == 0) {
      throw new Broken("Nothing was done while it was measured");
    }
    return rounds[rounds.length / 2];
  }
}
