package org.p3s.bench.scenario;

import java.util.List;
import java.util.Map;
import org.p3s.bench.Broken;
import org.p3s.bench.Run;
import org.p3s.bench.Scenario;
import org.p3s.bench.Stage;
import org.p3s.bench.load.Latencies;
import org.p3s.bench.load.Originals;
import org.p3s.bench.load.Pilots;
import org.p3s.bench.load.Questions;
import org.p3s.bench.load.Rows;
import org.p3s.bench.machine.ServerProcess;
import org.p3s.bench.measure.Measurement;
import org.p3s.bench.measure.Result;
import org.p3s.bench.wire.Message;
import org.p3s.bench.wire.Reply;

/** A forecast when much is to be done. */
public final class ForecastCost implements Scenario {

  private static final int JOBS = 100_000;
  private static final int WORKFLOWS = JOBS / 5;
  private static final int PILOTS = 200;

  /** Spread over half an hour, as files bring them; none passes while it is measured. */
  private static final Map<String, String> LATEST_STARTS =
      Map.of(Rows.DUE, "now() + interval '15 minutes' + n * interval '100 ms'");

  private static final byte[] WAITING = Message.ascii("\"waitingJobs\":");

  @Override
  public String name() {
    return "forecast";
  }

  @Override
  public String about() {
    return "GET /api/v1/forecast with %,d waiting jobs, one caller".formatted(JOBS);
  }

  @Override
  public List<Result> measure(Run run) {
    try (Stage stage = run.stage(name())) {
      Rows rows = Rows.of(stage);
      rows.add(Originals.DAG, WORKFLOWS, LATEST_STARTS);
      rows.settle();
      ServerProcess server = stage.server();
      Pilots.register(server, PILOTS, 1);
      try (Questions questions = new Questions(server, "/api/v1/forecast", this::check)) {
        Measurement measured = stage.measure(questions, run.pace());
        Latencies all = questions.latencies();
        int from = all.count() / 2;
        double half = all.quantile(0.5, from, all.count());
        return List.of(
            Result.value(name(), half, "ms p50")
                .demand(half < 5, "< 5 ms")
                .of(measured)
                .note(
                    "p99 %.2f ms; %s".formatted(all.quantile(0.99, from, all.count()), measured)));
      }
    }
  }

  private void check(Reply reply) {
    long waiting = reply.numberAfter(WAITING);
    if (waiting != JOBS) {
      throw new Broken("The forecast knows %,d waiting jobs".formatted(waiting));
    }
  }
}
