package org.p3s.server.broker.walk;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.p3s.protocol.AttemptId;
import org.p3s.protocol.ExchangeAnswer;
import org.p3s.protocol.ExchangeRequest;

/**
 * Pilots that wait. Once there is something for one of them it must be woken, and none may be for
 * nothing.
 */
final class Parking {

  private static final int MOST = 3;
  private static final int WAIT_SECONDS = 24;

  /** The server draws the wait from its second half. */
  private static final long SHORTEST = TimeUnit.SECONDS.toNanos(WAIT_SECONDS / 2);

  /** Looks, a millisecond apart: a paused machine does not use them up. */
  private static final int PATIENCE = 20_000;

  /** An exchange without an answer so far. */
  private record Parked(
      Pilot pilot, ExchangeRequest request, CompletableFuture<ExchangeAnswer> answer, long since) {

    Said said() {
      return new Said(pilot, request, answer.join());
    }
  }

  private final Scene scene;
  private final Talk talk;
  private final List<Parked> parked = new ArrayList<>();

  Parking(Scene scene, Talk talk) {
    this.scene = scene;
    this.talk = talk;
  }

  boolean isEmpty() {
    return parked.isEmpty();
  }

  boolean holds(Pilot pilot) {
    return parked.stream().anyMatch(each -> each.pilot() == pilot);
  }

  /** A pilot with no news asks for work and waits. */
  void park() {
    Pilot pilot = scene.any(scene.model.livePilots());
    if (pilot == null || holds(pilot) || parked.size() == MOST) {
      return;
    }
    List<AttemptId> running = List.copyOf(pilot.running);
    int want = scene.random.nextInt(pilot.slots + 1);
    ExchangeRequest request = new ExchangeRequest(running, List.of(), want, WAIT_SECONDS);
    scene.note("%s runs %s and waits for %d".formatted(pilot, running, want));
    Parked waiting =
        new Parked(pilot, request, scene.wire.exchange(pilot, request), System.nanoTime());
    parked.add(waiting);
    // what comes next must find it there
    until(() -> waiting.answer().isDone() || scene.isWaiting.test(pilot.id), waiting);
  }

  private static void until(BooleanSupplier condition, Object what) {
    for (int looks = 0; !condition.getAsBoolean(); looks++) {
      if (looks == PATIENCE) {
        throw new AssertionError("nothing happens to " + what);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  /** All of them say something else, which ends their waiting. */
  void leave() {
    for (Parked each : List.copyOf(parked)) {
      ExchangeRequest beat = new ExchangeRequest(each.request().running(), List.of(), 0, 0);
      Said said = new Said(each.pilot(), beat, scene.wire.exchange(each.pilot(), beat).join());
      scene.note("waits no longer: " + said);
      released(each.pilot());
      Verdict.together(scene.model, List.of(said), List.of(), List.of());
      talk.hear(said);
    }
  }

  /** A newer exchange of this pilot was answered: an older one must be too, with nothing. */
  void released(Pilot pilot) {
    for (Parked each : List.copyOf(parked)) {
      if (each.pilot() == pilot) {
        parked.remove(each);
        if (!each.said().answer().equals(ExchangeAnswer.NOTHING)) {
          throw new AssertionError("must be released with nothing: " + each.said());
        }
      }
    }
  }

  /** Waits until everybody who must be woken is. */
  void settle() {
    until(
        () -> {
          takeAnswers();
          return parked.stream().noneMatch(this::isDue);
        },
        parked);
  }

  private void takeAnswers() {
    List<Parked> done = parked.stream().filter(each -> each.answer().isDone()).toList();
    if (done.isEmpty()) {
      return;
    }
    parked.removeAll(done);
    List<Said> said = done.stream().map(Parked::said).toList();
    said.forEach(each -> scene.note("woken: " + each));
    for (Parked each : done) {
      boolean early = System.nanoTime() - each.since() < SHORTEST;
      if (early && each.said().answer().equals(ExchangeAnswer.NOTHING)) {
        throw new AssertionError("woken for nothing: " + each.said());
      }
    }
    Verdict.together(scene.model, said, List.of(), List.of());
    said.forEach(talk::hear);
  }

  /** Whether there is something to say to it; of several that suit a job one will get it. */
  private boolean isDue(Parked waiting) {
    Pilot pilot = waiting.pilot();
    if (pilot.isOver() || pilot.command != null) {
      return true;
    }
    List<AttemptId> held = scene.model.held(pilot).stream().map(Job::current).toList();
    Said nothing = new Said(pilot, waiting.request(), ExchangeAnswer.NOTHING);
    Room room = new Room(scene.model, nothing, List.of());
    return !held.containsAll(waiting.request().running())
        || !room.unheardOf.isEmpty()
        || (room.most > 0 && scene.model.ready().stream().anyMatch(room::surelyFits));
  }
}
