package org.p3s.server.data.trigger;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the triggers say of a file.
 *
 * @param taken by these
 * @param prescaled matched by these, but not taken
 */
public record Verdict(List<Rule> taken, List<Rule> prescaled) {

  /** What these rules, which match the name, say of it. */
  static Verdict of(List<Rule> matching, String fileName) {
    var sides = matching.stream().collect(Collectors.partitioningBy(rule -> rule.takes(fileName)));
    return new Verdict(sides.get(true), sides.get(false));
  }

  public boolean isMatched() {
    return !taken.isEmpty() || !prescaled.isEmpty();
  }

  /** In words, for people. */
  public String reason() {
    if (!isMatched()) {
      return "no trigger matches its name";
    }
    return Stream.concat(
            taken.stream().map(rule -> "taken by trigger " + rule.name()),
            prescaled.stream()
                .map(
                    rule ->
                        "prescaled by trigger %s (1/%d)".formatted(rule.name(), rule.prescale())))
        .collect(Collectors.joining(", "));
  }
}
