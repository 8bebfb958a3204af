package org.p3s.server.data.trigger;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.List;
import org.p3s.protocol.Problem.Violation;
import org.p3s.server.platform.Durations;

/**
 * A trigger that somebody wants, or what is to be changed of one.
 *
 * @param pattern regular expression for the whole name of a file
 * @param template name; its active version is started
 * @param prescale one file in so many is taken
 * @param eta null for the template's
 * @param priority of all jobs, null for those of the template
 */
public record TriggerRequest(
    String name,
    String pattern,
    String template,
    @Min(1) Integer prescale,
    Duration eta,
    @Min(-1000) @Max(1000) Integer priority,
    Boolean enabled) {

  // names on which patterns that backtrack without end show it
  private static final List<String> HARD =
      List.of(
          "a".repeat(200) + "!",
          "1".repeat(200) + "!",
          "a_".repeat(100) + "!",
          "a1_.-".repeat(40) + "!");

  /** What a new trigger must hold. */
  static void checkNew(TriggerRequest request, List<Violation> broken) {
    required("name", request.name, broken);
    required("pattern", request.pattern, broken);
    required("template", request.template, broken);
    check(request, broken);
  }

  private static void required(String field, String value, List<Violation> broken) {
    if (value == null) {
      add(broken, field, "must not be empty");
    }
  }

  /** What a change must hold. */
  static void check(TriggerRequest request, List<Violation> broken) {
    if (request.name != null && !request.name.matches("[^\\p{Cntrl}]{0,127}[^\\p{Cntrl}\\s]")) {
      add(broken, "name", "must have 1 to 128 characters and no control ones");
    }
    if (request.template != null && !request.template.matches("[A-Za-z0-9][A-Za-z0-9_.-]{0,127}")) {
      add(broken, "template", "is no template's name");
    }
    Violation eta = Durations.check("eta", request.eta);
    if (eta != null) {
      broken.add(eta);
    }
    if (request.pattern != null) {
      checkPattern(request.pattern, broken);
    }
  }

  private static void checkPattern(String pattern, List<Violation> broken) {
    if (pattern.indexOf('\0') >= 0) {
      add(broken, "pattern", "must not hold NUL characters");
      return;
    }
    try {
      NamePattern compiled = NamePattern.of(pattern);
      if (HARD.stream().anyMatch(compiled::givesUpOn)) {
        add(broken, "pattern", "takes too many steps on some names; avoid nested repetitions");
      }
    } catch (IllegalArgumentException e) {
      add(broken, "pattern", e.getMessage());
    }
  }

  private static void add(List<Violation> broken, String field, String message) {
    broken.add(new Violation(field, null, field + " " + message));
  }
}
