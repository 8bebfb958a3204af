package org.p3s.server.data;

/** Why a file ended as it did: a code to count by, beside the sentence for people. */
public enum FileCause {
  /** A trigger takes only one file in so many, and this is another one. */
  PRESCALE(FileState.PRESCALED),
  /** No trigger matches it. */
  NO_TRIGGER(FileState.UNCLASSIFIED),
  /** It was announced as short of something. */
  SHORT(FileState.INCOMPLETE),
  /** It has fewer bytes than its trigger wants. */
  SMALL(FileState.INCOMPLETE),
  /** Its trigger has as many unfinished workflows as it may have. */
  BACKLOG(FileState.SHED),
  /** By the forecast its results would miss the deadline. */
  FORECAST(FileState.SHED),
  /** It was written too long before it was announced. */
  AGE(FileState.STALE),
  /** It did not get its turn while its results were still worth having. */
  LATE(FileState.STALE),
  /** It came while its trigger was paused, and was not wanted afterwards. */
  PAUSED(FileState.STALE),
  /** A workflow of it did not finish, or could not be made. */
  WORKFLOW(FileState.FAILED);

  private final FileState state;

  FileCause(FileState state) {
    this.state = state;
  }

  /** The state of a file that ended for this cause. */
  public FileState state() {
    return state;
  }

  /** Whether the file was let go, rather than tried in vain. */
  public boolean isDrop() {
    return this != WORKFLOW;
  }
}
