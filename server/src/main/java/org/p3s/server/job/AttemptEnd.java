package org.p3s.server.job;

import static org.p3s.server.platform.SqlArray.ints;
import static org.p3s.server.platform.SqlArray.longs;
import static org.p3s.server.platform.SqlArray.texts;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jdbi.v3.core.statement.SqlStatement;
import org.p3s.protocol.AttemptReport;
import org.p3s.protocol.Json;

/** What a pilot says of the end of an attempt. */
public record AttemptEnd(long pilotId, AttemptReport report) {

  private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

  /** Binds one array for each thing that is said. */
  static <S extends SqlStatement<S>> S bind(List<AttemptEnd> ends, S statement) {
    statement
        .bind("jobs", longs(ends, each -> each.report.jobId()))
        .bind("attempts", ints(ends, each -> each.report.attempt()))
        .bind("pilots", longs(ends, AttemptEnd::pilotId))
        .bind("exits", ints(ends, each -> each.report.exitCode()))
        .bind("peaks", ints(ends, each -> each.report.peakRssMiB()));
    bindText(statement, "outcomes", ends, report -> Outcomes.of(report).name());
    bindText(statement, "causes", ends, Outcomes::cause);
    bindText(statement, "reasons", ends, Outcomes::reason);
    bindText(statement, "messages", ends, AttemptEnd::message);
    bindText(statement, "outputs", ends, AttemptEnd::outputs);
    bindText(statement, "started", ends, report -> time(report.startedAt()));
    bindText(statement, "ended", ends, report -> time(report.endedAt()));
    return statement;
  }

  private static void bindText(
      SqlStatement<?> statement,
      String name,
      List<AttemptEnd> ends,
      Function<AttemptReport, String> value) {
    statement.bind(name, texts(ends, each -> value.apply(each.report)));
  }

  /** Null when the clock of the pilot's host must be wrong. */
  private static String time(Instant time) {
    return time == null || time.isBefore(EARLIEST) || time.isAfter(LATEST) ? null : time.toString();
  }

  /** PostgreSQL stores no NUL. */
  private static String message(AttemptReport report) {
    return report.message() == null ? null : report.message().replace("\0", "");
  }

  private static String outputs(AttemptReport report) {
    try {
      return report.outputs().isEmpty() ? "[]" : Json.MAPPER.writeValueAsString(report.outputs());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of plain values", e);
    }
  }
}
