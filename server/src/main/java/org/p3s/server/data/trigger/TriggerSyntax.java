package org.p3s.server.data.trigger;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.p3s.protocol.Problem.Violation;
import org.p3s.server.data.FileEvents;
import org.p3s.server.platform.Durations;

/** What is wrong with a trigger that somebody wants, as far as it can be seen without others. */
final class TriggerSyntax {

  private static final int MOST_PRESCALES = 1_000;
  private static final List<String> UNSETTABLE =
      List.of("eta", "priority", "prescales", "maxBacklog", "minSize", "maxAge", "reserve");

  // names on which patterns that backtrack without end show it
  private static final List<String> HARD =
      List.of(
          "a".repeat(200) + "!",
          "1".repeat(200) + "!",
          "a_".repeat(100) + "!",
          "a1_.-".repeat(40) + "!");

  private TriggerSyntax() {}

  /** What a new trigger must hold besides. */
  static void checkNew(TriggerRequest request, List<Violation> broken) {
    required("name", request.name(), broken);
    required("pattern", request.pattern(), broken);
    required("template", request.template(), broken);
  }

  private static void required(String field, String value, List<Violation> broken) {
    if (value == null) {
      add(broken, field, "must not be empty");
    }
  }

  /** What every trigger and every change must hold. */
  static void check(TriggerRequest request, List<Violation> broken) {
    if (request.name() != null && !request.name().matches("[^\\p{Cntrl}]{0,127}[^\\p{Cntrl}\\s]")) {
      add(broken, "name", "must have 1 to 128 characters and no control ones");
    }
    if (request.pattern() != null) {
      pattern(request.pattern(), broken);
    }
    Optional.ofNullable(Durations.check("eta", request.eta())).ifPresent(broken::add);
    Optional.ofNullable(Durations.check("maxAge", request.maxAge())).ifPresent(broken::add);
    prescales(request.prescales(), broken);
    unset(request, broken);
  }

  private static void pattern(String pattern, List<Violation> broken) {
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

  private static void prescales(List<Prescales.Special> all, List<Violation> broken) {
    if (all == null) {
      return;
    }
    if (all.size() > MOST_PRESCALES) {
      add(broken, "prescales", "must not be more than " + MOST_PRESCALES);
      return;
    }
    for (int i = 0; i < all.size(); i++) {
      String field = "prescales[%d]".formatted(i);
      if (all.get(i) == null) {
        add(broken, field, "must be an object");
      } else {
        prescale(field, all.get(i), broken);
        int known = indexOf(all.subList(0, i), all.get(i));
        if (known >= 0) {
          add(broken, field, "is of the same run and stream as prescales[%d]".formatted(known));
        }
      }
    }
  }

  private static int indexOf(List<Prescales.Special> all, Prescales.Special one) {
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i) != null && all.get(i).isLike(one)) {
        return i;
      }
    }
    return -1;
  }

  private static void prescale(String field, Prescales.Special special, List<Violation> broken) {
    if (special.prescale() == null || special.prescale() < 1) {
      add(broken, field + ".prescale", "must be 1 or more");
    }
    Long run = special.run();
    String stream = special.stream();
    if (run == null && stream == null) {
      add(broken, field, "must name a run, a stream or both");
    }
    if (run != null && (run < 0 || run > FileEvents.HIGHEST)) {
      add(broken, field + ".run", "must be between 0 and " + FileEvents.HIGHEST);
    }
    if (stream != null
        && (stream.isBlank() || stream.length() > 128 || !FileEvents.isPlain(stream))) {
      add(broken, field + ".stream", "must have 1 to 128 characters and no control ones");
    }
  }

  private static void unset(TriggerRequest request, List<Violation> broken) {
    List<String> unset = request.unset() == null ? List.of() : request.unset();
    if (!UNSETTABLE.containsAll(unset.stream().map(String::valueOf).toList())) {
      add(broken, "unset", "may only name " + String.join(", ", UNSETTABLE));
    }
    given(request).stream()
        .filter(request::unsets)
        .forEach(each -> add(broken, each, "is given and unset at once"));
  }

  private static List<String> given(TriggerRequest request) {
    Object[] values = {
      request.eta(),
      request.priority(),
      request.prescales(),
      request.maxBacklog(),
      request.minSize(),
      request.maxAge(),
      request.reserve()
    };
    List<String> given = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      if (values[i] != null) {
        given.add(UNSETTABLE.get(i));
      }
    }
    return given;
  }

  private static void add(List<Violation> broken, String field, String message) {
    broken.add(new Violation(field, null, field + " " + message));
  }
}
