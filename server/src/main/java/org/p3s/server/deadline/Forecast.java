package org.p3s.server.deadline;

import java.time.Instant;
import java.util.List;

/**
 * What is to be expected if files go on coming as in the last minutes.
 *
 * @param asOf when the database was read last
 * @param waitingJobs that no pilot has yet
 * @param unmeasuredJobs that wait or run and of which nobody knows how long they take: neither
 *     measured often enough, nor said by an {@code estimate}
 * @param workAhead seconds of a slot that all that waits and runs will take
 * @param pilots with those that were supposed
 * @param slots of these pilots; what counts is how many of them serve any queue, by their speed
 * @param filesPerMinute that triggers wanted, of the last ten minutes at most
 * @param secondsPerFile of a slot that a file's workflow takes; null as long as none was started
 * @param filesPerMinutePossible that the slots can do; null as long as that is not known
 * @param load work that comes in, in parts of what the slots can do; null as long as that is not
 *     known
 * @param clearsAt when nothing waits any more; null for never, at this rate
 * @param triggers what to expect of a file that came now
 */
public record Forecast(
    Instant asOf,
    long waitingJobs,
    long unmeasuredJobs,
    double workAhead,
    long pilots,
    double slots,
    double filesPerMinute,
    Double secondsPerFile,
    Double filesPerMinutePossible,
    Double load,
    Instant clearsAt,
    List<OfTrigger> triggers) {

  /**
   * A file that came now, by one trigger. Durations are in seconds.
   *
   * @param eta null for no promise
   * @param work null as long as it is not known
   * @param path that its longest path takes; null as long as it is not known
   * @param delay until its first job would begin; null when nobody is there to do it
   * @param lateness by which it would miss its deadline; negative when it is early, null when there
   *     is no deadline, nobody there, or the path not known
   */
  public record OfTrigger(
      String trigger,
      String template,
      Double eta,
      Double work,
      Double path,
      Double delay,
      Double lateness) {

    /** Whether anybody knows how long it takes. */
    public boolean isMeasured() {
      return path != null;
    }

    /** Whether it would be in time. */
    public boolean isInTime() {
      return lateness == null || lateness <= 0;
    }
  }

  /**
   * What is supposed.
   *
   * @param morePilots like those that are there; negative for fewer
   * @param prescale only one in so many files comes
   */
  public record WhatIf(int morePilots, int prescale) {}

  /** Of what is known now. */
  static Forecast of(
      Backlog backlog, Double secondsPerFile, WhatIf what, List<OfTrigger> triggers) {
    long pilots = Math.max(0, backlog.pilots() + what.morePilots());
    double slots = backlog.pools().slots() * growth(backlog, what);
    double filesPerSecond =
        backlog.arrived().seconds() < 1
            ? 0
            : backlog.arrived().files() / backlog.arrived().seconds() / what.prescale();
    boolean isKnown = secondsPerFile != null && secondsPerFile > 0 && slots > 0;
    double demand = secondsPerFile == null ? 0 : filesPerSecond * secondsPerFile;
    return new Forecast(
        backlog.readAt(),
        backlog.waiting(),
        backlog.unmeasured(),
        round(backlog.pools().work()),
        pilots,
        round(slots),
        round(filesPerSecond * 60),
        secondsPerFile == null ? null : round(secondsPerFile),
        isKnown ? round(slots / secondsPerFile * 60) : null,
        isKnown ? round(demand / slots) : null,
        clearsAt(backlog.pools().work(), slots - demand),
        triggers);
  }

  private static Instant clearsAt(double work, double spare) {
    return spare > 0 ? Instant.now().plusMillis((long) (work / spare * 1_000)) : null;
  }

  /** To what a forecast can know. */
  static double round(double number) {
    return Math.round(number * 1e3) / 1e3;
  }

  /** By how much the slots grow; nothing is known of pilots of which none is there. */
  static double growth(Backlog backlog, WhatIf what) {
    return backlog.pilots() == 0
        ? 1
        : Math.max(0, backlog.pilots() + what.morePilots()) / (double) backlog.pilots();
  }
}
