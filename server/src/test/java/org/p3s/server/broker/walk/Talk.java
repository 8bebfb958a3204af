package org.p3s.server.broker.walk;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.p3s.protocol.AttemptId;
import org.p3s.protocol.AttemptReport;
import org.p3s.protocol.AttemptReport.Phase;
import org.p3s.protocol.Cause;
import org.p3s.protocol.Command;
import org.p3s.protocol.ExchangeRequest;
import org.p3s.protocol.JobOffer;

/** What pilots say: the truth mostly, sometimes late, twice, or of what is not theirs. */
final class Talk {

  private static final List<Cause> CAUSES =
      List.of(Cause.EXIT, Cause.TIME_LIMIT, Cause.MEMORY, Cause.STAGE_IN, Cause.OUTPUT_MISSING);

  private final Scene scene;

  Talk(Scene scene) {
    this.scene = scene;
  }

  ExchangeRequest request(Pilot pilot) {
    if (pilot.last != null && scene.chance(5)) {
      // the same again, as after a broken connection
      return pilot.last;
    }
    List<AttemptReport> reports = new ArrayList<>();
    Set<AttemptId> ended = new HashSet<>();
    for (AttemptId each : pilot.running) {
      report(pilot, each, reports, ended);
    }
    if (scene.chance(12) && !pilot.told.isEmpty()) {
      int last = pilot.told.size() - 1 - scene.random.nextInt(Math.min(6, pilot.told.size()));
      reports.add(scene.random.nextInt(reports.size() + 1), pilot.told.get(last));
    }
    List<AttemptId> running = new ArrayList<>(pilot.running);
    running.removeAll(ended);
    if (scene.chance(4)) {
      lie(pilot, reports, running);
    }
    int want = scene.random.nextInt(pilot.slots + 2);
    pilot.last = new ExchangeRequest(running, reports, want, 0);
    return pilot.last;
  }

  private void report(
      Pilot pilot, AttemptId id, List<AttemptReport> reports, Set<AttemptId> ended) {
    boolean starts = !pilot.started.contains(id) && scene.chance(40);
    boolean ends = scene.chance(35);
    if (starts) {
      reports.add(report(id, Phase.STARTED, null, null));
    }
    if (ends) {
      AttemptReport end = end(id);
      reports.add(end);
      ended.add(id);
      if (scene.chance(5)) {
        reports.add(end);
      }
    }
  }

  private AttemptReport end(AttemptId id) {
    int dice = scene.random.nextInt(100);
    if (dice < 62) {
      return report(id, Phase.ENDED, 0, null);
    }
    if (dice < 70) {
      return report(id, Phase.ENDED, 99, null);
    }
    if (dice < 85) {
      return report(id, Phase.ENDED, 3, null);
    }
    return report(id, Phase.ENDED, scene.chance(50) ? 137 : null, scene.any(CAUSES));
  }

  private static AttemptReport report(AttemptId id, Phase phase, Integer exit, Cause cause) {
    Instant now = Instant.now();
    return new AttemptReport(
        id.jobId(),
        id.attempt(),
        phase,
        exit,
        cause,
        cause == null ? null : "it broke",
        List.of(),
        now,
        phase == Phase.ENDED ? now : null,
        12,
        phase == Phase.ENDED ? "done" : null,
        null);
  }

  /** Speaks of another pilot's attempt, of one that never was, or of no job at all. */
  private void lie(Pilot pilot, List<AttemptReport> reports, List<AttemptId> running) {
    Job job =
        scene.any(
            scene.model.openJobs().stream()
                .filter(each -> each.holder == null || each.holder != pilot.id)
                .toList());
    AttemptId id =
        job == null || scene.chance(10)
            ? new AttemptId(1 + scene.random.nextInt(100), 1)
            : new AttemptId(job.id, attemptOf(job));
    boolean known = reports.stream().anyMatch(each -> each.id().equals(id));
    if (known || running.contains(id)) {
      return;
    }
    if (scene.chance(60)) {
      reports.add(end(id));
    } else {
      running.add(id);
    }
  }

  /** One that was, or one that will not be for long. */
  private int attemptOf(Job job) {
    return scene.chance(70) && !job.attempts.isEmpty()
        ? 1 + scene.random.nextInt(job.attempts.size())
        : job.attempts.size() + 9;
  }

  /** The pilot hears the answer, or loses it on the way. */
  void hear(Said said) {
    Pilot pilot = said.pilot();
    if (scene.chance(8)) {
      return;
    }
    for (AttemptReport each : said.request().reports()) {
      if (each.phase() == Phase.STARTED) {
        pilot.started.add(each.id());
      } else if (pilot.running.remove(each.id())) {
        pilot.told.add(each);
      }
    }
    said.answer().jobs().stream().map(JobOffer::id).forEach(pilot.running::add);
    pilot.running.removeAll(said.aborted());
    boolean ends =
        said.answer().commands().stream().anyMatch(each -> each.kind() == Command.Kind.REGISTER);
    if (ends) {
      pilot.running.clear();
    }
  }
}
