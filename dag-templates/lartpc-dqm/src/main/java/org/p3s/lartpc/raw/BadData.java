package org.p3s.lartpc.raw;

/**
 * The bytes of a file are not what its format says; the message is one sentence that says where.
 */
public final class BadData extends RuntimeException {
  private static final long serialVersionUID = 1;

  public BadData(String message) {
    super(message);
  }
}
