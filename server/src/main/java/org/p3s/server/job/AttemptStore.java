package org.p3s.server.job;

import static java.util.stream.Collectors.toMap;
import static org.p3s.server.platform.SqlArray.ints;
import static org.p3s.server.platform.SqlArray.longs;
import static org.p3s.server.platform.SqlArray.texts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.p3s.protocol.AttemptReport;
import org.p3s.protocol.Json;
import org.p3s.protocol.OutputFile;

/** The history of attempts: what was reported, in time or too late. */
@ApplicationScoped
public class AttemptStore {

  private static final TypeReference<List<OutputFile>> FILES = new TypeReference<>() {};

  /** The outputs of a finished job, as JSON. */
  public record Outputs(long jobId, String outputs) {}

  /** An attempt that had ended when its report came. */
  public record Known(long jobId, int attempt, long reporter) {}

  private final Jdbi jdbi;

  public AttemptStore(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** Keeps the end of what payloads wrote, of reports that bring it. */
  public void keepTails(List<AttemptReport> reports) {
    List<Tail> tails = new ArrayList<>();
    for (AttemptReport each : reports) {
      addTail(tails, each, "STDOUT", each.stdoutTail());
      addTail(tails, each, "STDERR", each.stderrTail());
    }
    if (tails.isEmpty()) {
      return;
    }
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    insert into attempt_log (job_id, attempt, stream, next_offset, text)
                    select job_id, attempt, stream, char_length(text), text
                    from unnest(:jobs, :attempts, :streams, :texts) as t (job_id, attempt, stream, text)
                    on conflict do nothing
                    """)
                .bind("jobs", longs(tails, Tail::job))
                .bind("attempts", ints(tails, Tail::attempt))
                .bind("streams", texts(tails, Tail::stream))
                .bind("texts", texts(tails, Tail::text))
                .execute());
  }

  private record Tail(long job, int attempt, String stream, String text) {}

  private static void addTail(List<Tail> tails, AttemptReport report, String stream, String text) {
    if (text != null && !text.isEmpty()) {
      tails.add(new Tail(report.jobId(), report.attempt(), stream, text.replace("\0", "")));
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
                .bind("jobs", longs(jobs))
                .mapTo(Known.class)
                .list());
  }

  /** Keeps what came too late, as notes of the attempts. */
  public void noteLate(List<AttemptEnd> late) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    update attempt set note = said.note
                    from unnest(:jobs, :attempts, :pilots, :notes) as said (job_id, attempt, pilot_id, note)
                    where attempt.job_id = said.job_id and attempt.attempt = said.attempt
                      and attempt.pilot_id = said.pilot_id
                    """)
                .bind("jobs", longs(late, l -> l.report().jobId()))
                .bind("attempts", ints(late, l -> l.report().attempt()))
                .bind("pilots", longs(late, AttemptEnd::pilotId))
                .bind("notes", texts(late, l -> note(l.report())))
                .execute());
  }

  private static String note(AttemptReport report) {
    return "%s was reported too late to count: exit code %s, cause %s"
        .formatted(Outcomes.of(report), report.exitCode(), report.cause());
  }

  /** Attempts of jobs that this transaction cancelled end here; their pilots are told elsewhere. */
  public void abort(Collection<Long> jobs) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    insert into attempt (job_id, attempt, pilot_id, outcome, cause, progress, dispatched_at)
                    select id, attempt, pilot_id, 'ABORTED', 'CANCELLED', progress, dispatched_at
                    from job where id = any(:jobs) and pilot_id is not null
                    """)
                .bind("jobs", longs(jobs))
                .execute());
  }

  /** What these finished jobs put out, of the attempt that counted, by job and file name. */
  public Map<Long, Map<String, OutputFile>> outputs(Collection<Long> jobs) {
    return readOutputs(jobs).stream()
        .collect(
            toMap(
                Outputs::jobId,
                each ->
                    files(each.outputs()).stream()
                        .collect(toMap(OutputFile::name, file -> file, (one, later) -> later))));
  }

  private static List<OutputFile> files(String json) {
    try {
      return Json.MAPPER.readValue(json, FILES);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("written by this class", e);
    }
  }

  private List<Outputs> readOutputs(Collection<Long> jobs) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select a.job_id, a.outputs from attempt a
                    where a.job_id = any(:jobs) and a.outcome = 'FINISHED'
                    """)
                .bind("jobs", longs(jobs))
                .mapTo(Outputs.class)
                .list());
  }
}
