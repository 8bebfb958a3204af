package org.p3s.bench.scenario;

import org.p3s.bench.Run;
import org.p3s.bench.Stage;
import org.p3s.bench.load.Gets;
import org.p3s.bench.measure.Measurement;

/** What every run measures first, to compare with on any machine. */
public final class Yardsticks {

  private static final int CALLERS = 256;

  private Yardsticks() {}

  /** The cheapest call there is, {@code GET /q/health/live}, which needs no token. */
  public static Measurement emptyGet(Run run) {
    return run.once("empty GET (/q/health/live), 256 callers", () -> gets(run));
  }

  private static Measurement gets(Run run) {
    try (Stage stage = run.stage("get");
        Gets gets = new Gets(stage.server(), "/q/health/live", CALLERS)) {
      return stage.measure(gets, run.pace());
    }
  }
}
