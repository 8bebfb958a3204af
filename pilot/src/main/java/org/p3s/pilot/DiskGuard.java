package org.p3s.pilot;

import java.io.IOException;

/** Whether scratch has room for another job. */
final class DiskGuard {

  private final Scratch scratch;
  private final long least;
  private final Logbook log;
  private boolean isShort;

  /** Asks for at least so many free bytes. */
  DiskGuard(Scratch scratch, long least, Logbook log) {
    this.scratch = scratch;
    this.least = least;
    this.log = log;
    look();
  }

  boolean hasRoom() {
    return !isShort;
  }

  /** Looks again, and says so when that changes anything. */
  void look() {
    boolean wasShort = isShort;
    isShort = free() < least;
    if (isShort != wasShort) {
      log.say(isShort ? "scratch is nearly full: taking no jobs" : "scratch has room again");
    }
  }

  private long free() {
    try {
      return scratch.free();
    } catch (IOException e) {
      return -1;
    }
  }
}
