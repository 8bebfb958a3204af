package org.p3s.server.deadline;

import java.util.Optional;

/**
 * The place behind all that can be done in time. Whoever does not fit gets it, and its holder has
 * to go: so the newest file always has a place, also the last one of a run, and of those in between
 * as many as can be done in time.
 *
 * @param <T> who may hold it
 */
public final class LastPlace<T> {

  private T holder;

  /** There is room for one more, and so for the holder before it. */
  public void fits() {
    holder = null;
  }

  /** There is no room; who has to go instead, if anybody. */
  public Optional<T> take(T newcomer) {
    Optional<T> former = Optional.ofNullable(holder);
    holder = newcomer;
    return former;
  }
}
