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
import java.util.Optional;
import java.util.Set;
import org.p3s.protocol.AttemptId;
import org.p3s.protocol.AttemptReport;
import org.p3s.protocol.Command;
import org.p3s.protocol.ExchangeAnswer;
import org.p3s.server.job.JobQueue.Given;
import org.p3s.server.job.JobQueue.Held;
import org.p3s.server.job.Lanes;
import org.p3s.server.platform.Changes;

/**
 * Serves exchanges whose reports have been taken: from memory when there is no news for them, else
 * together in one transaction and in a fixed order of steps: read the pilots that are not known,
 * then claim for those that want more. Used by the broker's thread alone.
 */
@ApplicationScoped
class Turn {

  private final KnownPilots pilots;
  private final ReadyJobs ready;
  private final Claims claims;
  private final Offers offers;
  private final Leases leases;
  private final Matching matching;
  private final Lanes lanes;
  private final Changes changes;

  @SuppressWarnings("TooManyParameters")
  Turn(
      KnownPilots pilots,
      ReadyJobs ready,
      Claims claims,
      Offers offers,
      Leases leases,
      Matching matching,
      Lanes lanes,
      Changes changes) {
    this.pilots = pilots;
    this.ready = ready;
    this.claims = claims;
    this.offers = offers;
    this.leases = leases;
    this.matching = matching;
    this.lanes = lanes;
    this.changes = changes;
  }

  /**
   * The answer to an exchange for which there is no news; empty when the database has to be asked.
   */
  Optional<ExchangeAnswer> fromMemory(Exchange exchange) {
    KnownPilot pilot = pilots.get(exchange.pilot);
    if (pilot == null
        || !pilot.agreesWith(exchange.request)
        || !pilot.unheardOf(exchange.request).isEmpty()
        || leases.isDue(pilot)) {
      return Optional.empty();
    }
    room(exchange, pilot);
    if (exchange.wants() && !ready.areEmpty(matching.queuesFor(exchange.offer()))) {
      return Optional.empty();
    }
    leases.renew(pilot);
    return Optional.of(new ExchangeAnswer(List.of(), commands(exchange, pilot)));
  }

  /**
   * Serves a batch of exchanges, at most one of each pilot.
   *
   * @param alone whether no other server gives jobs away
   */
  @Transactional
  Outcome serve(Collection<Exchange> batch, boolean alone) {
    readPilots(batch);
    Map<Exchange, ExchangeAnswer> answers = new LinkedHashMap<>();
    Map<Exchange, KnownPilot> live = new LinkedHashMap<>();
    for (Exchange each : batch) {
      KnownPilot pilot = pilots.get(each.pilot);
      if (pilot == null) {
        answers.put(each, registerAnew(each));
      } else {
        live.put(each, pilot);
      }
    }
    // before anything else is locked: pilots go before jobs
    leases.renewNow(live.values().stream().filter(leases::isDue).toList());
    List<Room> rooms = new ArrayList<>();
    live.forEach((exchange, pilot) -> rooms.add(room(exchange, pilot)));
    // judged before more is given away: nobody can have heard of that
    Map<Long, List<Held>> offered = new HashMap<>();
    Map<Exchange, List<Command>> commands = new HashMap<>();
    live.forEach(
        (exchange, pilot) -> {
          offered.put(pilot.id, pilot.unheardOf(exchange.request));
          commands.put(exchange, commands(exchange, pilot));
        });
    List<Given> given = claims.claim(rooms, alone);
    given.forEach(each -> offered.get(each.pilotId()).add(each.held()));
    Offers.Batch jobs = offers.of(offered);
    commands.forEach(
        (exchange, own) ->
            answers.put(exchange, new ExchangeAnswer(jobs.offersTo(exchange.pilot), own)));
    live.values().forEach(leases::renew);
    if (!given.isEmpty()) {
      changes.hint(Changes.Topic.JOBS);
      changes.hint(Changes.Topic.PILOTS);
    }
    return new Outcome(answers, given);
  }

  /** What is known of a pilot that says otherwise is read anew. */
  private void readPilots(Collection<Exchange> batch) {
    List<Long> ids = new ArrayList<>();
    for (Exchange each : batch) {
      KnownPilot pilot = pilots.get(each.pilot);
      ids.add(each.pilot);
      if (pilot != null && !pilot.agreesWith(each.request)) {
        pilots.forget(List.of(each.pilot));
      }
    }
    pilots.read(ids);
  }

  /** What a pilot has room for; what it could take is noted for when it has to wait. */
  private Room room(Exchange exchange, KnownPilot pilot) {
    int slots = exchange.isAbandoned() ? 0 : pilot.freeSlots(exchange.request.want());
    exchange.offers(slots > 0 ? pilot.free(lanes) : null);
    return new Room(exchange, pilot, slots, exchange.offer());
  }

  private static ExchangeAnswer registerAnew(Exchange each) {
    Command command =
        new Command(Command.Kind.REGISTER, null, "pilot %d has ended".formatted(each.pilot));
    return new ExchangeAnswer(List.of(), List.of(command));
  }

  private static List<Command> commands(Exchange exchange, KnownPilot pilot) {
    List<Command> commands = new ArrayList<>();
    Set<AttemptId> aborted = new HashSet<>(exchange.late());
    aborted.forEach(each -> commands.add(abort(each)));
    for (AttemptId running : exchange.request.running()) {
      if (!pilot.holds(running) && !isEnding(exchange, running) && aborted.add(running)) {
        commands.add(abort(running));
      }
    }
    if (pilot.command != null) {
      commands.add(
          new Command(Command.Kind.valueOf(pilot.command), null, "an operator asked for it"));
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
}
