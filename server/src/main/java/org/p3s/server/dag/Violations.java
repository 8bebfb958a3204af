package org.p3s.server.dag;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.p3s.protocol.Problem;

/** Gathers what is wrong with a document, each thing once. */
final class Violations {

  /** Beyond that a list helps nobody; the last entry says how many more there are. */
  static final int MOST = 500;

  private static final int QUOTE = 60;

  private final Set<Problem.Violation> found = new LinkedHashSet<>();
  private int unlisted;

  void add(String field, int line, String message) {
    if (found.size() < MOST - 1) {
      found.add(new Problem.Violation(field, line, message));
    } else {
      unlisted++;
    }
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  InvalidGraph refusal() {
    List<Problem.Violation> sorted = new ArrayList<>(found);
    sorted.sort(Comparator.comparing(Problem.Violation::line));
    if (unlisted > 0) {
      Integer last = sorted.get(sorted.size() - 1).line();
      sorted.add(new Problem.Violation(null, last, "and " + unlisted + " more problems"));
    }
    return new InvalidGraph(sorted);
  }

  /** A value as a message may show it: short, on one line. */
  static String quote(String value) {
    String flat = value.replaceAll("\\p{Cntrl}", "\uFFFD");
    return '\'' + (flat.length() > QUOTE ? flat.substring(0, QUOTE) + "…" : flat) + '\'';
  }
}
