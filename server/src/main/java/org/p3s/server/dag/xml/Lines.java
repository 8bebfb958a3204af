package org.p3s.server.dag.xml;

/** Counts lines. */
final class Lines {

  private Lines() {}

  /** The 1-based line of a character. */
  static int at(String text, int offset) {
    return 1 + (int) text.chars().limit(offset).filter(c -> c == '\n').count();
  }
}
