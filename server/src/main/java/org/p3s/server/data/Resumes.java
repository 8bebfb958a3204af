package org.p3s.server.data;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.p3s.server.data.FileProgress.Drop;
import org.p3s.server.data.FileProgress.Moved;
import org.p3s.server.data.FileProgress.Settled;
import org.p3s.server.data.merge.Merges;
import org.p3s.server.data.trigger.Missed;
import org.p3s.server.data.trigger.Missed.Resumption;
import org.p3s.server.data.trigger.Resume;
import org.p3s.server.data.trigger.Room;
import org.p3s.server.data.trigger.Rule;
import org.p3s.server.data.trigger.Rules;
import org.p3s.server.data.trigger.Verdict;

/** Decides about files that a trigger missed while it was paused, so many at a time. */
@ApplicationScoped
class Resumes {

  private final Missed missed;
  private final Rules rules;
  private final FileStore store;
  private final FileProgress progress;
  private final Starts starts;
  private final Merges merges;
  private final Settlements settlements;

  @SuppressWarnings("TooManyParameters") // one per neighbour; there is nothing to bundle
  Resumes(
      Missed missed,
      Rules rules,
      FileStore store,
      FileProgress progress,
      Starts starts,
      Merges merges,
      Settlements settlements) {
    this.missed = missed;
    this.rules = rules;
    this.store = store;
    this.progress = progress;
    this.starts = starts;
    this.merges = merges;
    this.settlements = settlements;
  }

  /** What is decided of one batch. */
  private record Decided(List<Starts.Start> starts, List<Drop> drops) {}

  /**
   * Decides about the newest files that are left. All of it happens or nothing: a transaction that
   * is lost leaves its files to the next one.
   *
   * @param most of them
   * @return false when nothing is left, or the trigger has been paused again
   */
  @Transactional
  boolean step(long trigger, int most) {
    Resumption resumption = missed.lock(trigger).orElse(null);
    if (resumption == null) {
      return false;
    }
    List<Long> ids = missed.take(trigger, most);
    if (ids.isEmpty()) {
      missed.finish(trigger);
      return false;
    }
    List<File> files = new ArrayList<>(store.lock(ids));
    files.sort(Comparator.comparing(File::id).reversed());
    carryOut(resumption, decide(resumption, files), files);
    return true;
  }

  private Decided decide(Resumption resumption, List<File> files) {
    Rule rule =
        resumption.resume() == Resume.NONE ? null : rules.find(resumption.id()).orElse(null);
    if (rule == null) {
      String why =
          "missed while trigger %s was paused, %s"
              .formatted(
                  resumption.name(),
                  resumption.resume() == Resume.NONE
                      ? "and not wanted afterwards"
                      : "and its template is deleted");
      return new Decided(
          List.of(),
          files.stream().map(each -> new Drop(each.id(), FileCause.PAUSED, why)).toList());
    }
    Room room = rules.room(List.of(rule));
    Decided decided = new Decided(new ArrayList<>(), new ArrayList<>());
    for (File file : files) {
      decide(file, rule, resumption, room, decided);
    }
    return decided;
  }

  private void decide(File file, Rule rule, Resumption resumption, Room room, Decided decided) {
    boolean all = resumption.resume() == Resume.ALL;
    Starts.Start start =
        starts
            .prepare(Announcement.of(file), Verdict.takenBy(rule))
            .of(file.id(), all ? resumption.resumedAt() : file.seenAt());
    Instant deadline = start.deadline();
    if (!all && deadline != null && deadline.isBefore(resumption.now())) {
      String why = "missed while trigger %s was paused, and past its deadline of %s at the resume";
      decided
          .drops()
          .add(new Drop(file.id(), FileCause.LATE, why.formatted(rule.name(), deadline)));
    } else if (!all && start.merges().isEmpty() && !room.take(rule)) {
      decided
          .drops()
          .add(
              new Drop(
                  file.id(),
                  FileCause.BACKLOG,
                  "missed while trigger %s was paused; at the resume it has its most of %d unfinished workflows"
                      .formatted(rule.name(), rule.limits().maxBacklog())));
    } else {
      decided.starts().add(start);
    }
  }

  private void carryOut(Resumption resumption, Decided decided, List<File> files) {
    Map<Long, FileState> states = new TreeMap<>();
    files.forEach(each -> states.put(each.id(), each.state()));
    // a file that another trigger takes goes on without this one
    List<Drop> ended =
        decided.drops().stream().filter(each -> states.get(each.file()) == FileState.SEEN).toList();
    List<Drop> others = decided.drops().stream().filter(each -> !ended.contains(each)).toList();
    Map<Long, String> said = new TreeMap<>();
    Map<Long, Settled> settled = new TreeMap<>();
    for (Drop each : others) {
      said.put(each.file(), each.why());
      settled.put(each.file(), new Settled(1, 0, null, each.why()));
    }
    for (Starts.Start start : decided.starts()) {
      String why = start.broken() == null ? taken(resumption, start) : start.broken();
      said.put(start.fileId(), why);
      // what runs settles later; what has nothing to run, or cannot be made, is over
      if (start.running() == 0) {
        settled.put(start.fileId(), new Settled(1, start.broken() == null ? 0 : 1, null, why));
      }
    }
    progress.select(said);
    merges.expect(decided.starts().stream().flatMap(each -> each.inputs(each.fileId())).toList());
    starts.start(decided.starts());
    List<Moved> over = new ArrayList<>(progress.drop(ended));
    over.addAll(progress.settleWorkflows(settled));
    settlements.tell(over);
  }

  private static String taken(Resumption resumption, Starts.Start start) {
    return "taken by trigger %s at its resume".formatted(resumption.name()) + start.merging();
  }
}
