package org.p3s.bench.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.p3s.bench.Broken;
import org.p3s.bench.Run;
import org.p3s.bench.Scenario;
import org.p3s.bench.Stage;
import org.p3s.bench.load.Api;
import org.p3s.bench.load.Graphs;
import org.p3s.bench.load.Originals;
import org.p3s.bench.load.Rows;
import org.p3s.bench.machine.Cpu;
import org.p3s.bench.measure.Result;

/** A priority of a template that moves all that waits. */
public final class Reorder implements Scenario {

  private static final int JOBS = 100_000;
  private static final int WORKFLOWS = JOBS / 5;

  @Override
  public String name() {
    return "reorder";
  }

  @Override
  public String about() {
    return "one call that gives %,d waiting jobs another priority".formatted(JOBS);
  }

  @Override
  public List<Result> measure(Run run) {
    try (Stage stage = run.stage(name())) {
      Rows rows = Rows.of(stage);
      rows.add(Originals.DAG, WORKFLOWS, Map.of());
      rows.settle();
      Api api = new Api(stage.server());
      Cpu before = stage.cpu();
      double[] seconds = new double[run.pace().rounds()];
      for (int i = 0; i < seconds.length; i++) {
        seconds[i] = reorder(stage, api, i + 1);
        run.say("%s: %.2f s".formatted(name(), seconds[i]));
      }
      Cpu cpu = stage.cpu().minus(before).over((double) JOBS * seconds.length);
      Arrays.sort(seconds);
      double half = seconds[seconds.length / 2];
      return List.of(
          Result.value(name(), half, "s")
              .demand(half < 3, "< 3 s")
              .cpu(cpu)
              .note("slowest of %d %.2f s".formatted(seconds.length, seconds[seconds.length - 1])));
    }
  }

  private static double reorder(Stage stage, Api api, int priority) {
    long from = System.nanoTime();
    JsonNode answer =
        api.post(
            "/priorities", "{\"template\":\"%s\",\"priority\":%d}".formatted(Graphs.DAG, priority));
    double seconds = (System.nanoTime() - from) / 1e9;
    if (answer.get("reordered").asInt() != JOBS) {
      throw new Broken("Not all are reordered: " + answer);
    }
    stage.mustBe("jobs", JOBS, "select count(*) from job where priority = " + priority);
    return seconds;
  }
}
