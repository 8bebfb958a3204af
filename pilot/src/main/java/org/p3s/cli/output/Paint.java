package org.p3s.cli.output;

import java.util.Set;

/** Colours of states; the word is always there too. */
enum Paint {
  PLAIN {
    @Override
    String dye(String text, int colour) {
      return text;
    }
  },
  COLOUR {
    @Override
    String dye(String text, int colour) {
      return "\u001b[" + colour + "m" + text + "\u001b[0m";
    }
  };

  private static final int BOLD = 1;
  private static final int RED = 31;
  private static final int GREEN = 32;
  private static final int YELLOW = 33;
  private static final int BLUE = 34;

  private static final Set<String> GOOD = Set.of("FINISHED", "PROCESSED");
  private static final Set<String> BAD = Set.of("FAILED", "LOST", "INCOMPLETE", "DROPPED", "SHED");
  private static final Set<String> DOUBTFUL =
      Set.of("SUSPECT", "STALE", "CANCELLED", "SKIPPED", "UNCLASSIFIED", "DRAINING");
  private static final Set<String> ACTIVE = Set.of("RUNNING", "DISPATCHED", "BUSY", "SELECTED");

  abstract String dye(String text, int colour);

  String heading(String text) {
    return dye(text, BOLD);
  }

  String value(String text) {
    if (GOOD.contains(text)) {
      return dye(text, GREEN);
    }
    if (BAD.contains(text)) {
      return dye(text, RED);
    }
    if (DOUBTFUL.contains(text)) {
      return dye(text, YELLOW);
    }
    return ACTIVE.contains(text) ? dye(text, BLUE) : text;
  }
}
