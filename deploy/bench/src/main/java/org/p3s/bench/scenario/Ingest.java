package org.p3s.bench.scenario;

import java.util.List;
import org.p3s.bench.Run;
import org.p3s.bench.Scenario;
import org.p3s.bench.Stage;
import org.p3s.bench.load.Announcements;
import org.p3s.bench.measure.Measurement;
import org.p3s.bench.measure.Result;

/** New files that start workflows of five jobs. */
public final class Ingest implements Scenario {

  private final String name;
  private final int callers;
  private final int perCall;
  private final double part;

  /**
   * @param perCall files of one call
   * @param part of the rate of empty GETs that must be reached
   */
  public Ingest(String name, int callers, int perCall, double part) {
    this.name = name;
    this.callers = callers;
    this.perCall = perCall;
    this.part = part;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String about() {
    return "new file to 5-vertex DAG, %d per call, %d callers".formatted(perCall, callers);
  }

  @Override
  public List<Result> measure(Run run) {
    return List.of(
        Result.rate(name, run.once(name, () -> files(run)), "files/s")
            .atLeastOfGets(run.emptyGet(), part));
  }

  private Measurement files(Run run) {
    try (Stage stage = run.stage(name);
        Announcements files = new Announcements(stage.server(), callers, perCall)) {
      Measurement measured = stage.measure(files.start(), run.pace());
      files.finish(stage);
      return measured;
    }
  }
}
