package org.p3s.server.data;

import java.util.Optional;

/** The place of a workflow for which there is no time as far as anybody knows. */
final class Seat {

  private final boolean isHopeless;
  private boolean isLost;
  private Long workflow;

  /**
   * A place.
   *
   * @param isHopeless whether it would be late even if nothing else were to be done
   */
  Seat(boolean isHopeless) {
    this.isHopeless = isHopeless;
  }

  boolean isHopeless() {
    return isHopeless;
  }

  boolean isLost() {
    return isLost;
  }

  /** The workflow has been made. */
  void filled(long id) {
    workflow = id;
  }

  /** A newer file gets it; the workflow that has to go, if it has been made. */
  Optional<Long> lose() {
    isLost = true;
    return Optional.ofNullable(workflow);
  }
}
