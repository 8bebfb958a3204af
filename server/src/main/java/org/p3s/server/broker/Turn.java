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
import org.p3s.server.job.JobQueue;
import org.p3s.server.job.JobQueue.Held;
import org.p3s.server.job.JobState;
import org.p3s.server.pilot.Pilot;
import org.p3s.server.pilot.PilotStore;
import org.p3s.server.platform.Changes;
import org.p3s.server.platform.Settings;

/**
 * Serves a batch of exchanges in one transaction, in a fixed order of steps: lock the pilots, take
 * their reports, release what follows, see what they hold, claim for those that want more, renew
 * their leases.
 */
@ApplicationScoped
class Turn {

  private final PilotStore pilots;
  private final JobQueue queue;
  private final Reports reports;
  private final Claims claims;
  private final Offers offers;
  private final Settings settings;
  private final Changes changes;

  @SuppressWarnings("TooManyParameters")
  Turn(
      PilotStore pilots,
      JobQueue queue,
      Reports reports,
      Claims claims,
      Offers offers,
      Settings settings,
      Changes changes) {
    this.pilots = pilots;
    this.queue = queue;
    this.reports = reports;
    this.claims = claims;
    this.offers = offers;
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
    Set<AttemptId> refused = reports.take(live);
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
