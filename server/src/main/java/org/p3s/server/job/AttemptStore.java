package org.p3s.server.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.SqlStatement;
import org.p3s.protocol.AttemptReport;
import org.p3s.protocol.Json;

/** The history of attempts: what was reported, in time or too late. */
@ApplicationScoped
public class AttemptStore {

  /** The outputs of a finished job, as JSON. */
  public record Outputs(long jobId, String outputs) {}

  /** An attempt that had ended when its report came. */
  public record Known(long jobId, int attempt, Long reporter) {}

  /** A report and its sender. */
  public record Said(long pilotId, AttemptReport report) {}

  private final Jdbi jdbi;

  public AttemptStore(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** Keeps how attempts ended, with the end of what their payloads wrote. */
  public void close(List<Said> ended) {
    jdbi.useHandle(
        handle -> {
          PreparedBatch attempts =
              handle.prepareBatch(
                  """
                  update attempt set
                    outcome = :outcome, cause = :cause, exit_code = :exitCode, message = :message,
                    outputs = cast(:outputs as jsonb), peak_rss_mib = :peakRss,
                    started_at = :startedAt, ended_at = :endedAt, reported_at = now()
                  where job_id = :job and attempt = :attempt
                  """);
          PreparedBatch tails =
              handle.prepareBatch(
                  """
                  insert into attempt_log (job_id, attempt, stream, next_offset, text)
                  values (:job, :attempt, :stream, char_length(:text), :text) on conflict do nothing
                  """);
          for (Said each : ended) {
            bind(attempts, each.report()).add();
            addTail(tails, each.report(), "STDOUT", each.report().stdoutTail());
            addTail(tails, each.report(), "STDERR", each.report().stderrTail());
          }
          attempts.execute();
          if (tails.size() > 0) {
            tails.execute();
          }
        });
  }

  private static PreparedBatch bind(PreparedBatch batch, AttemptReport report) {
    return key(batch, report)
        .bind("outcome", Outcomes.of(report).name())
        .bind("cause", Outcomes.cause(report))
        .bind("exitCode", report.exitCode())
        .bind("message", report.message())
        .bind("outputs", json(report))
        .bind("peakRss", report.peakRssMiB())
        .bind("startedAt", report.startedAt())
        .bind("endedAt", report.endedAt());
  }

  private static void addTail(
      PreparedBatch tails, AttemptReport report, String stream, String text) {
    if (text != null && !text.isEmpty()) {
      key(tails, report).bind("stream", stream).bind("text", text.replace("\0", "")).add();
    }
  }

  private static <S extends SqlStatement<S>> S key(S statement, AttemptReport report) {
    return statement.bind("job", report.jobId()).bind("attempt", report.attempt());
  }

  private static String json(AttemptReport report) {
    try {
      return Json.MAPPER.writeValueAsString(report.outputs());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of plain values", e);
    }
  }

  /** Attempts of these jobs that were reported before, with the pilot that did. */
  public List<Known> reported(Collection<Long> jobs) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select job_id, attempt, pilot_id reporter from attempt
                    where job_id = any(:jobs) and reported_at is not null
                    """)
                .bindArray("jobs", Long.class, jobs)
                .mapTo(Known.class)
                .list());
  }

  /** Keeps what came too late, as notes of the attempts. */
  public void noteLate(List<Said> late) {
    if (late.isEmpty()) {
      return;
    }
    jdbi.useHandle(
        handle -> {
          PreparedBatch notes =
              handle.prepareBatch(
                  """
                  update attempt set note = :note
                  where job_id = :job and attempt = :attempt and pilot_id = :pilot
                  """);
          for (Said each : late) {
            AttemptReport report = each.report();
            String note =
                "%s was reported too late to count: exit code %s, cause %s"
                    .formatted(Outcomes.of(report), report.exitCode(), report.cause());
            key(notes, report).bind("pilot", each.pilotId()).bind("note", note).add();
          }
          notes.execute();
        });
  }

  /** Cancelled attempts end here; their pilots are told by the broker. */
  public void abort(Collection<Long> jobs) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    update attempt set outcome = 'ABORTED', cause = 'CANCELLED'
                    from job where job.id = any(:jobs) and attempt.job_id = job.id
                      and attempt.attempt = job.attempt and outcome is null
                    """)
                .bindArray("jobs", Long.class, jobs)
                .execute());
  }

  /** What these finished jobs put out, of the attempt that counted. */
  public List<Outputs> outputs(Collection<Long> jobs) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select a.job_id, a.outputs from attempt a
                    where a.job_id = any(:jobs) and a.outcome = 'FINISHED'
                    """)
                .bindArray("jobs", Long.class, jobs)
                .mapTo(Outputs.class)
                .list());
  }
}
