package org.p3s.bench.measure;

/** Something that runs by itself and counts what it gets done. */
public interface Load {

  /** Operations done so far; every one was checked. */
  long done();

  /** Whether there is nothing left to do; most loads go on until they are stopped. */
  default boolean isOver() {
    return false;
  }

  /** A round begins or ends, for loads that keep figures of their own. */
  default void mark() {}

  /** Throws what went wrong, if something did. */
  void check();
}
