package org.p3s.server.deadline;

/**
 * When a new workflow would be done. Times are microseconds since 1970.
 *
 * @param delay seconds until all that goes before it is done; 0 when nobody knows, as long as no
 *     pilot is there
 * @param end when its last job would end
 * @param deadline {@link Long#MAX_VALUE} for none
 * @param beginsAtOnce whether slots wait for nothing but it
 */
public record Prospect(double delay, long end, long deadline, boolean beginsAtOnce) {

  /** Of a workflow whose promise may be broken, or of which nobody knows how long it takes. */
  public static final Prospect UNJUDGED = new Prospect(0, 0, Long.MAX_VALUE, false);

  private static final double MICROS = 1e6;

  /**
   * What to expect of a workflow that begins now.
   *
   * @param slots that serve it; fractions are slower ones
   * @param path seconds that its longest path takes
   */
  public static Prospect of(
      WorkAhead ahead, double slots, int priority, long now, long deadline, double path) {
    double delay = slots > 0 ? ahead.before(priority, deadline) / slots : 0;
    return new Prospect(delay, now + (long) ((delay + path) * MICROS), deadline, false);
  }

  Prospect beginningAtOnce(boolean does) {
    return new Prospect(delay, end, deadline, does);
  }

  /** Whether its results come in time. */
  public boolean isInTime() {
    return end <= deadline;
  }

  /** Whether they would come too late even if it began at once. */
  public boolean isHopeless() {
    return end - (long) (delay * MICROS) > deadline;
  }

  /** Seconds by which it misses its deadline; negative when it is early. */
  public double lateness() {
    return (end - deadline) / MICROS;
  }
}
