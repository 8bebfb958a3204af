package org.p3s.bench;

import java.io.PrintStream;

/** Says on standard error what goes on, with the seconds since the start. */
public final class Progress {

  private final long began = System.nanoTime();
  private final PrintStream out;
  private volatile boolean hasEnded;

  public Progress(PrintStream out) {
    this.out = out;
  }

  public void say(String words) {
    if (!hasEnded) {
      out.printf("[%4d s] %s%n", seconds(), words);
    }
  }

  /** What follows is of no interest. */
  void end() {
    hasEnded = true;
  }

  /** Seconds since the start. */
  public long seconds() {
    return (System.nanoTime() - began) / 1_000_000_000;
  }
}
