package org.p3s.server.legacy;

import java.util.stream.Collectors;
import org.p3s.protocol.Problem.Violation;
import org.p3s.server.platform.Refusal;

/** Refusals as sentences. */
final class Refusals {

  private Refusals() {}

  /** All that is wrong, in one line. */
  static String all(Refusal refusal) {
    return refusal.violations().isEmpty()
        ? refusal.getMessage()
        : refusal.violations().stream().map(Violation::message).collect(Collectors.joining("; "));
  }
}
