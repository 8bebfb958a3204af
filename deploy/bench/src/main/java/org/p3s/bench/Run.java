package org.p3s.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.p3s.bench.load.Gets;
import org.p3s.bench.load.Originals;
import org.p3s.bench.machine.Postgres;
import org.p3s.bench.machine.ServerProcess;
import org.p3s.bench.measure.Form;
import org.p3s.bench.measure.Measurement;
import org.p3s.bench.measure.Pace;
import org.p3s.bench.measure.Report;
import org.p3s.bench.measure.Result;
import org.p3s.bench.measure.Yardsticks;
import org.p3s.bench.peer.SingleUpdates;

/** One run of the bench: its PostgreSQL, its pace, and what has been measured so far. */
public final class Run implements AutoCloseable {

  private static final int CALLERS = 256;

  /** The database that stages are copies of. */
  static final String TEMPLATE = "p3s";

  private final Path folder;
  private final Postgres postgres;
  private final Form form;
  private final Pace pace;
  private final Progress progress;
  private final Map<String, Object> known = new HashMap<>();

  /** The names of those that were measured first, and hold for the whole run. */
  private Set<String> lasting = Set.of();

  /**
   * @param folder for everything that the run leaves behind until it ends
   */
  public Run(Path folder, Form form, Pace pace, Progress progress) {
    this.folder = folder;
    this.form = form;
    this.pace = pace;
    this.progress = progress;
    progress.say("Starting PostgreSQL in %s".formatted(folder));
    postgres = Postgres.start(folder);
  }

  public Pace pace() {
    return pace;
  }

  /** How much of what would take long by its nature is to be done. */
  public Form form() {
    return form;
  }

  public void say(String words) {
    progress.say(words);
  }

  public Postgres postgres() {
    return postgres;
  }

  /** For what the run leaves behind until it ends. */
  public Path folder() {
    return folder;
  }

  /** A database of the current schema with the bench's templates, and nothing else in it. */
  public Stage stage(String name) {
    emptyGet();
    return new Stage(this, name, TEMPLATE);
  }

  /** An empty database, for peers. */
  public Stage emptyStage(String name) {
    return new Stage(this, name, "template0");
  }

  /**
   * The cheapest call there is, which needs no token: {@code GET /q/health/live}. Measured on the
   * server that makes the schema and the templates for all stages.
   */
  public Measurement emptyGet() {
    return once("empty GET (/q/health/live), 256 callers", this::prepare);
  }

  /** The cheapest that server and database do, measured once in a run. */
  public Yardsticks yardsticks() {
    return new Yardsticks(emptyGet(), SingleUpdates.measured(this));
  }

  /** Whether others are measured beside; who looks at costs alone compares them with nobody's. */
  public boolean hasPeers() {
    return form != Form.TINY;
  }

  /**
   * More operations than can be done at this pace.
   *
   * @param ofGets no more than this part of the rate of empty GETs
   * @param least of those a second that may be possible in any case: a host has its moments
   */
  public int stock(Pace atPace, double ofGets, int least) {
    double rate = Math.max(ofGets * emptyGet().rate(), form.choose(least, least, least / 4));
    return (int) (atPace.seconds() * rate);
  }

  private Measurement prepare() {
    try (Stage stage = new Stage(this, "preparing", "template0")) {
      ServerProcess server = stage.server();
      Originals.make(server);
      Measurement get;
      try (Gets gets = new Gets(server, "/q/health/live", CALLERS)) {
        // what costs are told in has to be right also where they are not
        get = stage.measure(gets, pace.ofWarmUps(form.choose(1, 1, 2)));
      }
      stage.stopServers();
      Originals.stash(stage);
      postgres.create(TEMPLATE, stage.database());
      return get;
    }
  }

  /** What has been measured under this name in this run; measured now when it has not. */
  public Measurement once(String name, Supplier<Measurement> how) {
    return once(name, Measurement.class, how);
  }

  /** The same for what is no rate. */
  public <T> T once(String name, Class<T> type, Supplier<T> how) {
    Object found = known.get(name);
    if (found == null) {
      say("%s …".formatted(name));
      found = how.get();
      say("%s: %s".formatted(name, found));
      known.put(name, found);
    }
    return type.cast(found);
  }

  /** Measures these, one after the other; all but the yardsticks anew. */
  Report measure(List<Scenario> chosen, Stop stop) {
    try {
      known.keySet().retainAll(lasting);
      Yardsticks yardsticks = yardsticks();
      lasting = Set.copyOf(known.keySet());
      List<Result> results = new ArrayList<>();
      for (Scenario each : chosen) {
        say("%s: %s".formatted(each.name(), each.about()));
        results.addAll(measure(each, stop));
      }
      return new Report(results, yardsticks);
    } catch (RuntimeException e) {
      throw stop.isWanted() ? new Broken("Stopped; nothing was written.", e) : e;
    }
  }

  /** When one is broken the others are still worth measuring. */
  private List<Result> measure(Scenario scenario, Stop stop) {
    try {
      return scenario.measure(this);
    } catch (RuntimeException e) {
      if (stop.isWanted()) {
        throw e;
      }
      String why = e instanceof Broken ? e.getMessage() : e.toString();
      say("%s is BROKEN: %s".formatted(scenario.name(), why));
      return List.of(Result.broken(scenario.name(), why));
    }
  }

  @Override
  public void close() {
    postgres.close();
  }
}
