package org.p3s.cli.noun;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.concurrent.Callable;
import org.p3s.cli.api.Route;
import org.p3s.cli.output.Column;
import org.p3s.cli.session.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code p3s forecast}. */
@Command(
    name = "forecast",
    description = "Says whether files that come now are done in time, and what would help.",
    footer = {
      "",
      "Examples:",
      "  p3s forecast",
      "  p3s forecast --pilots 50        with 50 pilots more",
      "  p3s forecast --prescale 4       with one file in four",
      "",
      "Exit code 1 when a trigger's files would be late."
    })
public final class ForecastCommand implements Callable<Integer> {

  private static final List<Column> AHEAD =
      Column.of(
          "as of asOf",
          "waiting jobs waitingJobs",
          "work ahead/s workAhead",
          "jobs not measured unmeasuredJobs",
          "pilots",
          "slots",
          "files/min (last 10 min) filesPerMinute",
          "files/min possible filesPerMinutePossible",
          "load",
          "queue empty clearsAt");

  private static final List<Column> TRIGGERS =
      Column.of(
          "trigger",
          "template",
          "eta/s eta",
          "measured",
          "longest way/s path",
          "would wait/s delay",
          "late by/s lateness",
          "in time inTime");

  @Mixin private Session session;

  @Option(names = "--pilots", paramLabel = "N", description = "So many more; negative for fewer.")
  private Integer pilots;

  @Option(names = "--prescale", paramLabel = "N", description = "If only one file in N came.")
  private Integer prescale;

  @Override
  public Integer call() {
    JsonNode forecast =
        session.api().get(Route.to("forecast").with("pilots", pilots).with("prescale", prescale));
    session.output().item(forecast, AHEAD);
    session.output().part("A file that came now", forecast.path("triggers"), TRIGGERS);
    for (JsonNode each : forecast.path("triggers")) {
      if (!each.path("inTime").asBoolean(true)) {
        return 1;
      }
    }
    return 0;
  }
}
