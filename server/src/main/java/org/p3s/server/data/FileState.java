package org.p3s.server.data;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Where in its life a file is. Each that was announced ends in exactly one final state. */
public enum FileState {
  /**
   * Announced. The transaction that announces it moves it on, unless the only triggers that would
   * take it are paused: then their resume does.
   */
  SEEN,
  /** Its workflows run. The last of them to settle moves it on. */
  SELECTED,
  /** All its workflows finished. */
  PROCESSED,
  /** A workflow of it did not finish, or could not be made. */
  FAILED,
  /** Triggers match it, but none takes it. */
  PRESCALED,
  /** Its results would come too late. */
  STALE,
  /** There is more data than can be processed in time. */
  SHED,
  /** No trigger matches it. */
  UNCLASSIFIED,
  /** It is short of something and will stay so. */
  INCOMPLETE;

  /** States that this one may turn into. */
  public Set<FileState> next() {
    return switch (this) {
      case SEEN -> EnumSet.of(SELECTED, FAILED, PRESCALED, STALE, SHED, UNCLASSIFIED, INCOMPLETE);
      case SELECTED -> EnumSet.of(PROCESSED, FAILED, STALE, SHED);
      case PROCESSED, FAILED, PRESCALED, STALE, SHED, UNCLASSIFIED, INCOMPLETE ->
          EnumSet.noneOf(FileState.class);
    };
  }

  /** Names of the states that may turn into this one: the guard of every write. */
  public List<String> before() {
    return Arrays.stream(values())
        .filter(each -> each.next().contains(this))
        .map(FileState::name)
        .toList();
  }

  public boolean isTerminal() {
    return next().isEmpty();
  }
}
