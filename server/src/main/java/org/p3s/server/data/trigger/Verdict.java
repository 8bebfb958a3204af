package org.p3s.server.data.trigger;

import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.p3s.server.data.FileCause;
import org.p3s.server.data.FileState;

/**
 * What the triggers say of a file.
 *
 * @param judgements of the triggers that match its name
 * @param ahead how far the clock that dated the file is ahead; null when it is not, or unknown
 */
public record Verdict(List<Judgement> judgements, Duration ahead) {

  /** No trigger was asked. */
  public static final Verdict NONE = new Verdict(List.of(), null);

  /** This trigger takes the file. */
  public static Verdict takenBy(Rule rule) {
    return new Verdict(
        List.of(new Judgement(rule, Judgement.Answer.TAKEN, "taken by trigger " + rule.name())),
        null);
  }

  /** Triggers of which a workflow starts. */
  public List<Rule> taken() {
    return saying(Judgement.Answer.TAKEN);
  }

  /** Triggers that would start one, were they not paused. */
  public List<Rule> held() {
    return saying(Judgement.Answer.HELD);
  }

  private List<Rule> saying(Judgement.Answer answer) {
    return judgements.stream()
        .filter(each -> each.answer() == answer)
        .map(Judgement::rule)
        .toList();
  }

  /** Why the file ends at once; null when a trigger takes or holds it. */
  public FileCause cause() {
    return judgements.isEmpty()
        ? FileCause.NO_TRIGGER
        : Collections.min(judgements, Comparator.comparing(Judgement::answer)).answer().cause();
  }

  /** The first state of the file, if its workflows can be made and have something to run. */
  public FileState state() {
    FileCause cause = cause();
    if (cause != null) {
      return cause.state();
    }
    return taken().isEmpty() ? FileState.SEEN : FileState.SELECTED;
  }

  /** The same, but triggers take it only as far as there is room for their workflows. */
  public Verdict within(Room room) {
    return new Verdict(
        judgements.stream()
            .map(
                each ->
                    each.answer() == Judgement.Answer.TAKEN && !room.take(each.rule())
                        ? each.rule().full()
                        : each)
            .toList(),
        ahead);
  }

  /** In words, for people. */
  public String reason() {
    String said =
        judgements.isEmpty()
            ? "no trigger matches its name"
            : judgements.stream()
                .sorted(Comparator.comparing(Judgement::answer))
                .map(Judgement::why)
                .collect(Collectors.joining(", "));
    return ahead == null
        ? said
        : said + "; it was written in the future: the clock of its writer is " + ahead + " ahead";
  }
}
