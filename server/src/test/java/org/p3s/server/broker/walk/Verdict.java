package org.p3s.server.broker.walk;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.p3s.protocol.AttemptId;
import org.p3s.protocol.AttemptReport;
import org.p3s.protocol.AttemptReport.Phase;
import org.p3s.protocol.JobOffer;
import org.p3s.server.job.JobState;

/**
 * Judges answers to exchanges that were served at the same time, perhaps while somebody cancelled
 * jobs, and lets the model follow. In which order the server took them can be seen from the answers
 * only, so they decide what the model leaves open; everything else must be as it says.
 */
final class Verdict {

  private final Model model;
  private final List<Said> all;

  /** What somebody cancels at the same time. */
  private final Collection<Job> cancelled;

  /** What was READY when the first of them left. */
  private final Collection<Job> readyBefore;

  private final Map<Said, List<AttemptReport>> tooLate = new HashMap<>();
  private final Map<Said, Set<AttemptId>> mustAbort = new HashMap<>();
  private final Map<Said, Set<AttemptId>> mayAbort = new HashMap<>();
  private final Map<Said, Room> rooms = new HashMap<>();
  private final Map<Said, List<AttemptId>> news = new HashMap<>();

  private Verdict(
      Model model, List<Said> all, Collection<Job> readyBefore, Collection<Job> cancelled) {
    this.model = model;
    this.all = all.stream().filter(each -> !each.pilot().isOver()).toList();
    this.cancelled = cancelled;
    this.readyBefore = readyBefore;
    all.stream().filter(each -> each.pilot().isOver()).forEach(this::takeLast);
  }

  /** One exchange that nothing else happens beside: its answer is known beforehand. */
  static void alone(Model model, Said said) {
    Verdict verdict = new Verdict(model, List.of(said), model.ready(), List.of());
    if (!verdict.all.isEmpty()) {
      verdict.takeReports();
      Room room = verdict.rooms.get(said);
      List<AttemptId> greedy = room.fill(model.ready());
      verdict.finish();
      checkOrder(said, verdict.news.get(said), greedy, room);
    }
  }

  /** Exchanges at the same time. */
  static void together(
      Model model, List<Said> all, Collection<Job> readyBefore, Collection<Job> cancelled) {
    Verdict verdict = new Verdict(model, all, readyBefore, cancelled);
    verdict.takeReports();
    verdict.finish();
  }

  /** A pilot that is over holds nothing: what it still reports comes too late. */
  private void takeLast(Said said) {
    said.request().reports().forEach(report -> model.take(said.pilot(), report));
    if (!said.offered().isEmpty()
        || !said.aborted().isEmpty()
        || !said.otherCommands().equals(List.of("REGISTER"))) {
      throw new AssertionError("a pilot that is over must be told to register: " + said);
    }
  }

  private void takeReports() {
    for (Said each : all) {
      mustAbort.put(each, new HashSet<>());
      mayAbort.put(each, new HashSet<>());
      tooLate.put(each, new ArrayList<>());
      for (AttemptReport report : each.reports(Phase.STARTED)) {
        if (model.take(each.pilot(), report) != Model.Taken.COUNTS) {
          mayAbort.get(each).add(report.id());
        }
      }
    }
    for (Said each : all) {
      for (AttemptReport report : each.reports(Phase.ENDED)) {
        takeEnd(each, report);
      }
    }
    all.forEach(each -> rooms.put(each, new Room(model, each, cancelled)));
  }

  private void takeEnd(Said said, AttemptReport report) {
    Job job = model.job(report.jobId());
    boolean counts = job != null && model.isHeldBy(job, report, said.pilot());
    if (counts && cancelled.contains(job) && said.aborts(report.id())) {
      tooLate.get(said).add(report);
      mustAbort.get(said).add(report.id());
    } else if (model.take(said.pilot(), report) == Model.Taken.REFUSED) {
      mustAbort.get(said).add(report.id());
    }
  }

  private void finish() {
    for (Said each : all) {
      expectAborts(each);
      checkOffers(each);
    }
    Map<AttemptId, Said> left = give(claims());
    model.cancel(cancelled);
    left = give(left);
    if (!left.isEmpty()) {
      throw new AssertionError("given, but not READY: " + left);
    }
    tooLate.forEach((said, reports) -> reports.forEach(r -> model.take(said.pilot(), r)));
    all.forEach(this::checkCommands);
    all.forEach(this::checkNothingBetterIsLeft);
  }

  private void expectAborts(Said said) {
    Set<AttemptId> held =
        model.held(said.pilot()).stream().map(Job::current).collect(Collectors.toSet());
    for (AttemptId running : said.request().running()) {
      if (!held.contains(running) && !said.isTold(running)) {
        mustAbort.get(said).add(running);
      } else if (held.contains(running) && cancelled.contains(model.job(running.jobId()))) {
        mayAbort.get(said).add(running);
      }
    }
  }

  /** What was given to it before and not heard of is offered again, the rest is new. */
  private void checkOffers(Said said) {
    Room room = rooms.get(said);
    List<AttemptId> fresh = new ArrayList<>(said.offered());
    if (new HashSet<>(fresh).size() != fresh.size()) {
      throw new AssertionError("offered twice in one answer: " + said);
    }
    for (Job again : room.unheardOf) {
      if (!fresh.remove(again.current()) && !cancelled.contains(again)) {
        throw new AssertionError("must be offered again: " + again + " in " + said);
      }
    }
    if (fresh.size() > room.most) {
      throw new AssertionError("more than %d new jobs: %s".formatted(room.most, said));
    }
    news.put(said, fresh);
    for (JobOffer offer : said.answer().jobs()) {
      Job job = model.job(offer.jobId());
      if (job == null
          || offer.workflowId() != job.workflow.id
          || !offer.vertex().equals(job.vertex.name())
          || offer.cores() != job.vertex.cores()) {
        throw new AssertionError("offered as " + offer + ": " + job);
      }
    }
  }

  private Map<AttemptId, Said> claims() {
    Map<AttemptId, Said> claims = new HashMap<>();
    for (Said each : all) {
      for (AttemptId id : news.get(each)) {
        Said other = claims.put(id, each);
        if (other != null) {
          throw new AssertionError("given twice: " + id + " in " + other + " and " + each);
        }
      }
    }
    return claims;
  }

  private Map<AttemptId, Said> give(Map<AttemptId, Said> claims) {
    Map<AttemptId, Said> left = new HashMap<>();
    claims.forEach(
        (id, said) -> {
          Job job = model.job(id.jobId());
          if (job.state != JobState.READY || id.attempt() != job.attempts.size() + 1) {
            left.put(id, said);
          } else {
            rooms.get(said).use(job);
            job.give(said.pilot().id);
            model.touch(job.workflow);
          }
        });
    return left;
  }

  private void checkCommands(Said said) {
    Set<AttemptId> aborted = said.aborted();
    Set<AttemptId> most = new HashSet<>(mustAbort.get(said));
    most.addAll(mayAbort.get(said));
    if (!aborted.containsAll(mustAbort.get(said)) || !most.containsAll(aborted)) {
      throw new AssertionError(
          "must abort %s, may abort %s: %s".formatted(mustAbort.get(said), most, said));
    }
    List<String> others = said.pilot().command == null ? List.of() : List.of(said.pilot().command);
    if (!said.otherCommands().equals(others)) {
      throw new AssertionError("must be told " + others + ": " + said);
    }
  }

  private static void checkOrder(
      Said said, List<AttemptId> given, List<AttemptId> greedy, Room room) {
    // the most urgent ones, in whatever order they stand in the answer;
    // where a job did not fit beside the others the server may stop looking
    int least = Math.min(greedy.size(), Math.min(room.least, room.isSkipping ? 1 : room.least));
    if (given.size() < least
        || given.size() > greedy.size()
        || !greedy.subList(0, given.size()).containsAll(given)) {
      throw new AssertionError("must be given %s: %s".formatted(greedy, said));
    }
  }

  /**
   * Jobs that were READY all the time and stayed it: no pilot had room, or got less urgent ones.
   */
  private void checkNothingBetterIsLeft(Said said) {
    Room room = rooms.get(said);
    List<Job> left = model.ready().stream().filter(readyBefore::contains).toList();
    List<Job> given = news.get(said).stream().map(id -> model.job(id.jobId())).toList();
    for (Job each : left) {
      boolean hungry = given.size() < room.least && room.surelyFits(each);
      if (room.least > 0 && hungry && (given.isEmpty() || isOfOneKind())) {
        throw new AssertionError(each + " fits and was not given: " + said);
      }
      for (Job other : given) {
        if (Job.URGENCY.compare(each, other) < 0 && each.vertex.cores() <= other.vertex.cores()) {
          throw new AssertionError("%s is more urgent than %s: %s".formatted(each, other, said));
        }
      }
    }
  }

  /** Whether none of the jobs that could be given could be passed over for want of cores. */
  private boolean isOfOneKind() {
    Stream<Job> given =
        news.values().stream().flatMap(List::stream).map(id -> model.job(id.jobId()));
    return Stream.of(given, readyBefore.stream(), model.ready().stream(), cancelled.stream())
        .flatMap(jobs -> jobs)
        .allMatch(each -> each.vertex.cores() == 1);
  }
}
