package org.p3s.bench.scenario;

import java.util.List;
import org.p3s.bench.Run;
import org.p3s.bench.Scenario;
import org.p3s.bench.load.Cycle;
import org.p3s.bench.measure.Result;

/** A job's whole life in four exchanges. */
public final class FourCalls implements Scenario {

  @Override
  public String name() {
    return "four-calls";
  }

  @Override
  public String about() {
    return "four exchanges per job: claim, start, beat, end; 5-vertex DAGs, 256 pilots";
  }

  @Override
  public List<Result> measure(Run run) {
    return List.of(
        Result.rate(name(), LifeCycle.measured(run, Cycle.Style.FOUR_CALLS), "jobs/s")
            .atLeastOfGets(run.emptyGet(), 0.08));
  }
}
