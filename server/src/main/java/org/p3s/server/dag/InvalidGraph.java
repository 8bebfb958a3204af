package org.p3s.server.dag;

import java.util.List;
import org.p3s.protocol.Problem;

/** A GraphML text that is no usable template; holds everything that is wrong with it. */
public final class InvalidGraph extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<Problem.Violation> violations;

  InvalidGraph(List<Problem.Violation> violations) {
    super(violations.size() == 1 ? violations.get(0).message() : violations.size() + " problems");
    this.violations = List.copyOf(violations);
  }

  /** In the order of their lines, each with a line; at most {@value Violations#MOST}. */
  public List<Problem.Violation> violations() {
    return violations;
  }
}
