package org.p3s.server.deadline;

import java.time.Duration;

/**
 * How long a job runs, in seconds, and whether anybody knows.
 *
 * @param mean what it adds to the work ahead
 * @param p90 nine of ten take no longer
 * @param base with {@code perByte} the mean by the size of the workflow's file, where that tells
 *     more than half of the variance; else the mean
 * @param perByte 0 where the size does not tell
 * @param above nine of ten are no more above the mean
 * @param size bytes of the files that were measured, on the average; 0 when not known
 * @param largest bytes of the largest of them; 0 when not known
 * @param isKnown whether it was measured often enough, or said; nothing may be decided by a guess
 */
public record Estimate(
    double mean,
    double p90,
    double base,
    double perByte,
    double above,
    double size,
    double largest,
    boolean isKnown) {

  /** Files that are larger than the largest that was measured by more than this are unmeasured. */
  private static final double BEYOND = 2;

  /** An estimate that moved by less changes nothing. */
  private static final double NOTABLE = 0.2;

  /** What somebody says before there are measurements. */
  public static Estimate said(double seconds) {
    return new Estimate(seconds, seconds, seconds, 0, 0, 0, 0, true);
  }

  /** What is supposed, for the order alone, as long as nobody has said or measured anything. */
  static Estimate guessed(double seconds) {
    return new Estimate(seconds, seconds, seconds, 0, 0, 0, 0, false);
  }

  public static Estimate of(RecentDurations measured) {
    double mean = measured.mean();
    double p90 = measured.p90();
    return new Estimate(mean, p90, mean, 0, p90 - mean, 0, 0, true);
  }

  /**
   * The mean for a file of this size.
   *
   * @param bytes null when not known
   */
  double meanFor(Long bytes) {
    return bytes == null || perByte == 0 ? mean : Math.max(0, base + perByte * bytes);
  }

  /** What nine of ten do not exceed with a file of this size. */
  double p90For(Long bytes) {
    return bytes == null || perByte == 0 ? p90 : meanFor(bytes) + above;
  }

  /** Whether it says anything about a file of this size. */
  boolean isKnownFor(Long bytes) {
    return isKnown && (bytes == null || perByte == 0 || bytes <= knownSize());
  }

  /** Bytes of the largest file about which it says anything. */
  double knownSize() {
    return BEYOND * largest;
  }

  /** What the order allows for. */
  public Duration planned() {
    return duration(p90);
  }

  /** What a decision about a file of this size goes by: nothing as long as nobody knows. */
  Duration sureFor(Long bytes) {
    return isKnownFor(bytes) ? duration(p90For(bytes)) : Duration.ZERO;
  }

  private static Duration duration(double seconds) {
    return Duration.ofNanos((long) (seconds * 1e9));
  }

  /** Whether it is another one than before, not only a little more or less. */
  public boolean isNewsAfter(Estimate before) {
    return differ(mean, before.mean) || differ(p90, before.p90);
  }

  private static boolean differ(double now, double before) {
    return Math.abs(now - before) > NOTABLE * before;
  }
}
