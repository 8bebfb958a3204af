package org.p3s.pilot;

import java.io.PrintStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The pilot's own log: one line per event, ISO time in UTC, on standard error. */
public final class Logbook {

  private final PrintStream out;
  private volatile String who = "pilot";

  public Logbook(PrintStream out) {
    this.out = out;
  }

  /** From now on the lines carry this pilot's id. */
  void name(long pilotId) {
    who = "pilot " + pilotId;
  }

  /** Texts from elsewhere may be in the line: control characters become blanks. */
  public void say(String line) {
    String time = Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
    out.println(time + " " + who + ": " + line.replaceAll("\\p{Cntrl}+", " "));
  }
}
