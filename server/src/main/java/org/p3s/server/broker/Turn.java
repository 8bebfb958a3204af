package org.p3s.server.broker;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.p3s.protocol.AttemptId;
import org.p3s.protocol.AttemptReport;
import org.p3s.protocol.Command;
import org.p3s.protocol.ExchangeAnswer;
import org.p3s.server.job.AttemptStore;
import org.p3s.server.job.AttemptStore.Said;
import org.p3s.server.job.JobQueue;
import org.p3s.server.job.JobQueue.Held;
import org.p3s.server.job.JobState;
import org.p3s.server.job.Outcomes;
import org.p3s.server.job.Queues;
import org.p3s.server.pilot.Pilot;
import org.p3s.server.pilot.PilotStore;
import org.p3s.server.platform.Changes;
import org.p3s.server.platform.Settings;
import org.p3s.server.workflow.Releases;

/**
 * Serves a batch of exchanges in one transaction, in a fixed order of steps: lock the pilots, take
 * their reports, release what follows, see what they hold, claim for those that want more, renew
 * their leases.
 */
@ApplicationScoped
class Turn {

  private final PilotStore pilots;
  private final JobQueue queue;
  private final AttemptStore attempts;
  private final Releases releases;
  private final Claims claims;
  private final Offers offers;
  private final Queues queues;
  private final Timings timings;
  private final Settings settings;
  private final Changes changes;

  @SuppressWarnings("TooManyParameters")
  Turn(
      PilotStore pilots,
      JobQueue queue,
      AttemptStore attempts,
      Releases releases,
      Claims claims,
      Offers offers,
      Queues queues,
      Timings timings,
      Settings settings,
      Changes changes) {
    this.pilots = pilots;
    this.queue = queue;
    this.attempts = attempts;
    this.releases = releases;
    this.claims = claims;
    this.offers = offers;
    this.queues = queues;
    this.timings = timings;
    this.settings = settings;
    this.changes = changes;
  }

  /** One answer per exchange; there is at most one exchange of a pilot in a batch. */
  @Transactional
  Map<Exchange, ExchangeAnswer> serve(Collection<Exchange> batch) {
    Map<Long, Pilot> known =
        pilots.lock(batch.stream().map(each -> each.pilot).toList()).stream()
            .filter(each -> !each.state().isTerminal())
            .collect(Collectors.toMap(Pilot::id, each -> each));
    Map<Exchange, ExchangeAnswer> answers = new LinkedHashMap<>();
    List<Exchange> live = new ArrayList<>();
    for (Exchange each : batch) {
      if (known.containsKey(each.pilot)) {
        each.offers(known.get(each.pilot).offer());
        live.add(each);
      } else {
        answers.put(each, registerAnew(each));
      }
    }
    if (!live.isEmpty()) {
      serveLive(live, known, answers);
    }
    return answers;
  }

  private void serveLive(
      List<Exchange> live, Map<Long, Pilot> known, Map<Exchange, ExchangeAnswer> answers) {
    Set<AttemptId> refused = takeReports(live);
    Map<Long, List<Held>> held =
        queue.held(known.keySet()).stream().collect(Collectors.groupingBy(Held::pilotId));
    Map<Long, List<Held>> given = claims.claim(live, known, held);
    Map<Long, List<Held>> offered = new HashMap<>(given);
    for (Exchange each : live) {
      List<Held> again = unheardOf(each, held.getOrDefault(each.pilot, List.of()));
      if (!again.isEmpty()) {
        offered.merge(each.pilot, again, Turn::joined);
      }
    }
    Offers.Batch jobs = offers.of(offered.values().stream().flatMap(List::stream).toList());
    for (Exchange each : live) {
      List<Held> own = offered.getOrDefault(each.pilot, List.of());
      List<Command> commands =
          commands(each, known.get(each.pilot), held.getOrDefault(each.pilot, List.of()), refused);
      answers.put(each, new ExchangeAnswer(own.stream().map(jobs::offer).toList(), commands));
    }
    renew(live, held, given);
  }

  private static List<Held> joined(List<Held> a, List<Held> b) {
    List<Held> both = new ArrayList<>(a);
    both.addAll(b);
    return both;
  }

  private static ExchangeAnswer registerAnew(Exchange each) {
    Command command =
        new Command(Command.Kind.REGISTER, null, "pilot %d has ended".formatted(each.pilot));
    return new ExchangeAnswer(List.of(), List.of(command));
  }

  /** Returns the attempts whose reports came too late. */
  private Set<AttemptId> takeReports(List<Exchange> live) {
    List<Said> starts = new ArrayList<>();
    Map<AttemptId, Said> ends = new LinkedHashMap<>();
    for (Exchange each : live) {
      for (AttemptReport report : each.request.reports()) {
        Said said = new Said(each.pilot, report);
        if (report.phase() == AttemptReport.Phase.STARTED) {
          starts.add(said);
        } else {
          ends.put(report.id(), said);
        }
      }
    }
    if (!starts.isEmpty()) {
      queue.start(
          starts.stream()
              .map(s -> new JobQueue.Start(s.report().jobId(), s.report().attempt(), s.pilotId()))
              .toList());
      changes.hint(Changes.Topic.JOBS);
    }
    return ends.isEmpty() ? Set.of() : takeEnds(ends);
  }

  private Set<AttemptId> takeEnds(Map<AttemptId, Said> ends) {
    List<JobQueue.Moved> moved = queue.end(ends.values().stream().map(Turn::end).toList());
    Set<Long> accepted = moved.stream().map(JobQueue.Moved::id).collect(Collectors.toSet());
    moved.forEach(each -> count(each, ends));
    attempts.close(
        ends.values().stream().filter(s -> accepted.contains(s.report().jobId())).toList());
    releases.release(moved);
    List<Said> others =
        ends.values().stream().filter(s -> !accepted.contains(s.report().jobId())).toList();
    return others.isEmpty() ? Set.of() : late(others);
  }

  private void count(JobQueue.Moved moved, Map<AttemptId, Said> ends) {
    ends.values().stream()
        .map(Said::report)
        .filter(report -> report.jobId() == moved.id())
        .forEach(report -> timings.ended(queues.of(moved.queueId()).jobType(), report));
  }

  private static JobQueue.End end(Said said) {
    AttemptReport report = said.report();
    return new JobQueue.End(
        report.jobId(),
        report.attempt(),
        said.pilotId(),
        Outcomes.of(report),
        report.cause() == null ? null : report.cause().name(),
        report.exitCode());
  }

  /** A report that was taken before is fine; any other is noted, and its pilot told to abort. */
  private Set<AttemptId> late(List<Said> others) {
    Set<AttemptStore.Known> reported =
        new HashSet<>(attempts.reported(others.stream().map(s -> s.report().jobId()).toList()));
    Set<AttemptId> refused = new HashSet<>();
    for (Said each : others) {
      AttemptId id = each.report().id();
      if (!reported.contains(new AttemptStore.Known(id.jobId(), id.attempt(), each.pilotId()))) {
        attempts.noteLate(each);
        refused.add(id);
      }
    }
    return refused;
  }

  /** Jobs that were given to this pilot in an answer that it did not get. */
  private static List<Held> unheardOf(Exchange exchange, List<Held> held) {
    Set<AttemptId> mentioned = new HashSet<>(exchange.request.running());
    return held.stream()
        .filter(
            each -> each.state() == JobState.DISPATCHED && !mentioned.contains(each.attemptId()))
        .toList();
  }

  private static List<Command> commands(
      Exchange exchange, Pilot pilot, List<Held> held, Set<AttemptId> refused) {
    List<Command> commands = new ArrayList<>();
    Set<AttemptId> own = held.stream().map(Held::attemptId).collect(Collectors.toSet());
    Set<AttemptId> aborted = new HashSet<>();
    for (AttemptReport report : exchange.request.reports()) {
      if (refused.contains(report.id()) && aborted.add(report.id())) {
        commands.add(abort(report.id()));
      }
    }
    for (AttemptId running : exchange.request.running()) {
      if (!own.contains(running) && !isEnding(exchange, running) && aborted.add(running)) {
        commands.add(abort(running));
      }
    }
    if (pilot.command() != null) {
      commands.add(
          new Command(Command.Kind.valueOf(pilot.command()), null, "an operator asked for it"));
    }
    return commands;
  }

  private static boolean isEnding(Exchange exchange, AttemptId id) {
    return exchange.request.reports().stream()
        .anyMatch(r -> r.phase() == AttemptReport.Phase.ENDED && r.id().equals(id));
  }

  private static Command abort(AttemptId id) {
    return new Command(Command.Kind.ABORT, id, "this attempt is not yours any more");
  }

  private void renew(List<Exchange> live, Map<Long, List<Held>> held, Map<Long, List<Held>> given) {
    List<Long> ids = live.stream().map(each -> each.pilot).toList();
    List<Boolean> busy =
        ids.stream().map(id -> held.containsKey(id) || given.containsKey(id)).toList();
    pilots.renew(ids, busy, settings.lease());
    if (!given.isEmpty()) {
      changes.hint(Changes.Topic.JOBS);
      changes.hint(Changes.Topic.PILOTS);
    }
  }
}
