package org.p3s.server.data.trigger;

import org.p3s.server.data.FileCause;

/**
 * What one trigger says of a file whose name it matches.
 *
 * @param why in words, for people
 */
public record Judgement(Rule rule, Answer answer, String why) {

  /** What becomes of the file; of several triggers the first of these decides. */
  public enum Answer {
    /** A workflow starts. */
    TAKEN(null),
    /** A workflow would start, but the trigger is paused. */
    HELD(null),
    OVER_BACKLOG(FileCause.BACKLOG),
    TOO_OLD(FileCause.AGE),
    TOO_SMALL(FileCause.SMALL),
    PRESCALED(FileCause.PRESCALE);

    private final FileCause cause;

    Answer(FileCause cause) {
      this.cause = cause;
    }

    /** For which a file ends when no trigger says anything better; null when it does not end. */
    FileCause cause() {
      return cause;
    }
  }
}
