package org.p3s.server.data.trigger;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.p3s.server.data.Announcement;

/** Judges files by triggers as they were at one time, without a look at backlogs. */
public final class Judge {

  private static final Logger LOG = Logger.getLogger(Judge.class);
  private static final Duration BEARABLE = Duration.ofMinutes(1);

  private record Compiled(Rule rule, NamePattern pattern) {}

  private final List<Compiled> rules;
  private final Instant now;

  /**
   * Judges by these triggers.
   *
   * @param now the database's time; may be null when no file has one
   */
  Judge(List<Rule> rules, Instant now) {
    this.rules = rules.stream().flatMap(Judge::compiled).toList();
    this.now = now;
  }

  /** Nothing when its pattern cannot be read: one bad trigger must not stop all files. */
  private static Stream<Compiled> compiled(Rule rule) {
    try {
      return Stream.of(new Compiled(rule, NamePattern.of(rule.pattern())));
    } catch (IllegalArgumentException e) {
      // stored by an older p3s that took what this one does not
      LOG.warnf("Trigger %s is passed over: its pattern %s", rule.name(), e.getMessage());
      return Stream.empty();
    }
  }

  /** What the triggers say of a file. */
  public Verdict judge(Announcement file) {
    return new Verdict(
        rules.stream()
            .filter(each -> each.pattern().matches(file.name()))
            .map(each -> each.rule().judge(file, now))
            .toList(),
        ahead(file.writtenAt()));
  }

  private Duration ahead(Instant writtenAt) {
    return writtenAt == null || !writtenAt.isAfter(now.plus(BEARABLE))
        ? null
        : Duration.ofSeconds(Duration.between(now, writtenAt).toSeconds());
  }
}
