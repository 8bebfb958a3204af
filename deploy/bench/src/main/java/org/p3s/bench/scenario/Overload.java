package org.p3s.bench.scenario;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.p3s.bench.Run;
import org.p3s.bench.Scenario;
import org.p3s.bench.Stage;
import org.p3s.bench.load.Api;
import org.p3s.bench.load.Fates;
import org.p3s.bench.load.Graphs;
import org.p3s.bench.load.Latencies;
import org.p3s.bench.load.Pilot;
import org.p3s.bench.load.Pilots;
import org.p3s.bench.load.Replay;
import org.p3s.bench.load.Trace;
import org.p3s.bench.machine.Cpu;
import org.p3s.bench.machine.ServerProcess;
import org.p3s.bench.machine.Simulator;
import org.p3s.bench.measure.Meter;
import org.p3s.bench.measure.Result;

/**
 * More data than capacity, or a little less, for real and simulated: the same files, whose jobs
 * take as long.
 */
public final class Overload implements Scenario {

  private static final int PILOTS = 200;
  private static final Duration ETA = Duration.ofSeconds(30);
  private static final Duration GRACE = Duration.ofMillis(500);
  private static final String OPEN = "settled_at is null";

  /** Files come for as many rounds of others, and for as many warm-ups before: jobs take longer. */
  private static final int ROUNDS = 50;

  private static final int WARM_UPS = 3;

  private static final Scale TINY = new Scale(5, 6, 1);

  /** What is still to be done when the last file came is over so long after its deadline. */
  private static final Duration REST = Duration.ofSeconds(60);

  private static final Duration WARM_UP_AT_MOST = Duration.ofMinutes(3);

  /** What the simulator says and what happens may differ by so much. */
  private static final double TOLERANCE = 0.1;

  private final String name;
  private final double load;
  private final Trace.Kind kind;

  /**
   * Such a time.
   *
   * @param load work that comes in, in parts of what the pilots can do
   */
  public Overload(String name, double load, Trace.Kind kind) {
    this.name = name;
    this.load = load;
    this.kind = kind;
  }

  @Override
  public String name() {
    return name;
  }

  /** Of its kind one, for each takes some minutes. */
  @Override
  public boolean isQuick() {
    return load > 2 && kind == Trace.Kind.POISSON;
  }

  @Override
  public String about() {
    return "files of 5 jobs, %s, %s × what %d pilots can do, ETA %d s; on time, for real and simulated"
        .formatted(
            kind == Trace.Kind.POISSON ? "at any time" : "in bursts",
            load,
            PILOTS,
            ETA.toSeconds());
  }

  /**
   * How large it is. Where pilots are fewer and everything is as many times faster, the same load
   * asks for as many jobs.
   *
   * @param speed beside that of a full run
   */
  private record Scale(int speed, int rounds, int warmUps) {

    int pilots() {
      return PILOTS / speed;
    }

    double part() {
      return 1.0 / speed;
    }

    Duration eta() {
      return ETA.dividedBy(speed);
    }

    Duration grace() {
      return GRACE.dividedBy(speed);
    }
  }

  /** What happened, and what was to happen. */
  private record Seen(
      Trace trace, Duration eta, Simulator.Outcome simulated, Fates real, Cpu cpu, String notes) {}

  @Override
  public List<Result> measure(Run run) {
    Scale full = new Scale(1, ROUNDS, WARM_UPS);
    Scale scale = run.form().choose(full, full, TINY);
    double rate = load * PILOTS / Graphs.stepsWork();
    Trace trace =
        Trace.draw(kind, rate, scale.rounds() * seconds(run.pace().round()))
            .shortened(scale.part());
    Seen seen = replay(run, trace, scale);
    run.say("%s: %s".formatted(name, counts(seen)));
    return load < 1 ? underCapacity(seen) : overCapacity(seen);
  }

  private Seen replay(Run run, Trace trace, Scale scale) {
    String graph = Graphs.steps(scale.part());
    String eta = scale.eta().toString();
    String grace = scale.grace().toString();
    Simulator.Outcome simulated =
        new Simulator(run.folder()).simulate(trace.csv(), graph, eta, grace, scale.pilots());
    try (Stage stage = run.stage(name)) {
      ServerProcess server = stage.server(Map.of("P3S_GRACE", grace));
      Api api = new Api(server);
      api.post("/dag-templates?name=" + Graphs.STEPS, graph);
      api.post(
          "/triggers",
          "{\"name\":\"%1$s\",\"pattern\":\"%1$s.*\",\"template\":\"%1$s\",\"eta\":\"%2$s\"}"
              .formatted(Graphs.STEPS, eta));
      List<Pilot> pilots = Pilots.register(server, scale.pilots(), 1);
      double warmUp = scale.warmUps() * seconds(run.pace().warmUp());
      try (Replay replay = new Replay(stage, server, pilots, trace, warmUp)) {
        replay.start();
        awaitWarm(replay);
        Cpu before = stage.cpu();
        double seconds = trace.files().get(trace.files().size() - 1).seen();
        Meter.await(replay, Duration.ofMillis((long) (seconds * 1_000)).plus(REST));
        awaitEnds(stage, replay, scale.eta().plus(REST));
        Cpu cpu = stage.cpu().minus(before).over(trace.files().size());
        replay.ledger().reconcile(stage);
        Fates fates = Fates.read(stage, Graphs.STEPS, trace.files().size(), eta);
        return new Seen(trace, scale.eta(), simulated, fates, cpu, notes(replay));
      }
    }
  }

  private static void awaitWarm(Replay replay) {
    Meter.until(
        replay::isWarm, replay, WARM_UP_AT_MOST, () -> "The warm-up does not come to its end");
  }

  /** Until every file has come to its end. */
  private static void awaitEnds(Stage stage, Replay replay, Duration most) {
    Meter.until(
        () -> replay.isOver() && stage.number("select count(*) from file where " + OPEN) == 0,
        replay,
        most,
        () ->
            "Files that come to no end: "
                + String.join(
                    "; ",
                    stage.texts(
                        "select concat_ws(' ', id, state, reason) from file where %s limit 5"
                            .formatted(OPEN))));
  }

  private static String notes(Replay replay) {
    return "%s; %s; %s; %s"
        .formatted(
            figures("first job after the file", replay.beginnings()),
            figures("next job after a report", replay.turns()),
            figures("an announcement", replay.announcements()),
            figures("files announced late by", replay.lags()));
  }

  private static String figures(String what, Latencies of) {
    return "%s p50 %,.1f, p99 %,.1f ms".formatted(what, of.quantile(0.5), of.quantile(0.99));
  }

  private static String counts(Seen seen) {
    Fates real = seen.real;
    Simulator.Outcome simulated = seen.simulated;
    return "of %,d files %,d in time, %,d late, %,d dropped (%s); simulated %,d, %,d, %,d; bound %,d; %s"
        .formatted(
            simulated.arrived(),
            real.onTime(),
            real.late(),
            real.dropped(),
            real.counts(),
            simulated.onTime(),
            simulated.late(),
            simulated.dropped(),
            simulated.bound(),
            seen.notes);
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1e3;
  }

  private List<Result> underCapacity(Seen seen) {
    return List.of(
        Result.value(name, seen.real.latency(0.99), "s p99")
            .atMost(seconds(seen.eta))
            .demand(seen.real.dropped() == 0, "nothing dropped")
            .demand(seen.real.late() == 0, "nothing late")
            .cpu(seen.cpu)
            .note(counts(seen)));
  }

  private List<Result> overCapacity(Seen seen) {
    double onTime = seen.real.onTime();
    double agreement = onTime / seen.simulated.onTime();
    double stalest = seen.real.stalest();
    double most = seconds(seen.eta) + seen.trace.interval();
    return List.of(
        Result.value(name, onTime / seen.simulated.bound(), "of the bound")
            .atLeast(0.9)
            .cpu(seen.cpu)
            .note(counts(seen)),
        Result.value(name + "-agreement", agreement, "× simulated")
            .demand(Math.abs(agreement - 1) <= TOLERANCE, "0.9 to 1.1 × simulated"),
        Result.value(name + "-freshest", stalest, "s")
            .demand(stalest <= most, "≤ ETA + one interval, %.2f s".formatted(most)));
  }
}
