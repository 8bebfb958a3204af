package org.p3s.server.deadline;

import java.time.Duration;

/**
 * How long a job is expected to run, in seconds.
 *
 * @param mean what it adds to the work ahead
 * @param p90 what its latest start allows for
 */
public record Estimate(double mean, double p90) {

  /** An estimate that moved by less changes nothing. */
  private static final double NOTABLE = 0.2;

  /** What somebody says before there are measurements. */
  public static Estimate said(double seconds) {
    return new Estimate(seconds, seconds);
  }

  public static Estimate of(RecentDurations measured) {
    return new Estimate(measured.mean(), measured.p90());
  }

  /** What a latest start allows for. */
  public Duration planned() {
    return Duration.ofNanos((long) (p90 * 1e9));
  }

  /** Whether it is another one than before, not only a little more or less. */
  public boolean isNewsAfter(Estimate before) {
    return differ(mean, before.mean) || differ(p90, before.p90);
  }

  private static boolean differ(double now, double before) {
    return Math.abs(now - before) > NOTABLE * before;
  }
}
