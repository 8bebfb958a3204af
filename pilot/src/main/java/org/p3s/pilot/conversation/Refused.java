package org.p3s.pilot.conversation;

import java.io.IOException;
import java.time.Duration;

/** The server answered, but not with what was asked for. */
public final class Refused extends IOException {

  private static final long serialVersionUID = 1;

  private final int status;
  private final transient Duration retryAfter;

  /**
   * @param sentence what the server says about it
   * @param retryAfter how long the server wants to be left alone, null when it does not say
   */
  Refused(int status, String sentence, Duration retryAfter) {
    super(sentence + " (HTTP " + status + ")");
    this.status = status;
    this.retryAfter = retryAfter;
  }

  public int status() {
    return status;
  }

  public Duration retryAfter() {
    return retryAfter;
  }

  /** Whether the same request may be answered otherwise later. */
  public boolean isPassing() {
    return status == 408 || status == 425 || status == 429 || status >= 500;
  }

  /** Whether the token is not good for this. */
  public boolean isNotAllowed() {
    return status == 401 || status == 403;
  }

  /** Whether the server does not know this pilot (any more). */
  public boolean isStranger() {
    return isNotAllowed() || status == 404 || status == 410;
  }
}
