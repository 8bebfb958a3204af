package org.p3s.bench;

/** A scenario saw something that must not happen: its figures are worth nothing. */
public final class Broken extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public Broken(String what) {
    super(what);
  }

  public Broken(String what, Throwable cause) {
    super(what, cause);
  }
}
