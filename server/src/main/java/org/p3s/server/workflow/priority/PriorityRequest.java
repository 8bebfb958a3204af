package org.p3s.server.workflow.priority;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.List;
import org.p3s.protocol.Problem.Violation;

/**
 * A priority that somebody wants for jobs that have all that is given.
 *
 * @param vertex a job's name in its template
 * @param stream of the file that started the workflow
 * @param priority higher goes first
 */
public record PriorityRequest(
    String template,
    String vertex,
    @Min(0) @Max(999_999_999) Long run,
    String stream,
    @Min(-1000) @Max(1000) Integer priority) {

  private static final String TEXT = "[^\\p{Cntrl}]{1,128}";

  /** What must hold of any request. */
  static void check(PriorityRequest request, List<Violation> broken) {
    if (request.priority == null) {
      add(broken, "priority", "must be a whole number");
    }
    if (request.template == null && request.run == null && request.stream == null) {
      add(broken, "template", "or run or stream must say which jobs are meant");
    }
    if (request.vertex != null && request.template == null) {
      add(broken, "vertex", "needs the template that it belongs to");
    }
    checkText(broken, "template", request.template);
    checkText(broken, "vertex", request.vertex);
    checkText(broken, "stream", request.stream);
  }

  private static void checkText(List<Violation> broken, String field, String value) {
    if (value != null && !value.matches(TEXT)) {
      add(broken, field, "must have 1 to 128 characters and no control ones");
    }
  }

  static void add(List<Violation> broken, String field, String message) {
    broken.add(new Violation(field, null, field + " " + message));
  }
}
