package org.p3s.server.data.merge;

import java.time.Duration;

/**
 * A merge of which no workflow runs, with what decides whether one is to start.
 *
 * @param versionId of the trigger's template
 * @param eta null for the template's
 * @param priority null for those of the template
 * @param rolling whether it starts before its run has ended
 * @param started whether there was a workflow of it before
 * @param complete whether that one read all of an ended run
 * @param ended whether the run has ended
 * @param fresh whether there is a processed file that no workflow of it has read
 * @param unsettled whether the run has ended and one of its files is not final
 */
public record Candidate(
    long triggerId,
    long run,
    String trigger,
    long versionId,
    Duration eta,
    Integer priority,
    boolean rolling,
    boolean started,
    boolean complete,
    boolean ended,
    boolean fresh,
    boolean unsettled) {

  /** What is to be done about it. */
  enum Step {
    /** A workflow of it starts. */
    START,
    /** Nothing is left to do, unless another file comes. */
    CLOSE,
    WAIT
  }

  MergeStore.Key key() {
    return new MergeStore.Key(triggerId, run);
  }

  /** Whether every file that was announced of the run is final, and more are not expected. */
  boolean isOver() {
    return ended && !unsettled;
  }

  Step next() {
    boolean isLast = isOver() && rolling && started && !complete;
    if (isLast || (fresh && (rolling || isOver()))) {
      return Step.START;
    }
    return isOver() ? Step.CLOSE : Step.WAIT;
  }
}
