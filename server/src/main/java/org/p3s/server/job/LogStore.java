package org.p3s.server.job;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.p3s.protocol.LogChunk;

/** The end of what payloads wrote, up to 65,536 characters of each stream. */
@ApplicationScoped
public class LogStore {

  /**
   * The end of one stream.
   *
   * @param start characters of the stream that came before the text
   */
  public record Tail(long start, String text) {}

  private final Jdbi jdbi;

  public LogStore(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * Appends a chunk that follows what is there; one that was taken before changes nothing, and a
   * gap before it is marked.
   */
  public void append(LogChunk chunk) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    insert into attempt_log as l (job_id, attempt, stream, next_offset, text)
                    values (:job, :attempt, :stream, :offset + char_length(:text), right(:text, 65536))
                    on conflict (job_id, attempt, stream) do update set
                      text = right(l.text || case when :offset > l.next_offset then E'\\n[…]\\n' else '' end
                               || case when :offset < l.next_offset
                                       then substr(:text, (l.next_offset - :offset + 1)::int) else :text end, 65536),
                      next_offset = excluded.next_offset
                    where excluded.next_offset > l.next_offset
                    """)
                .bind("job", chunk.jobId())
                .bind("attempt", chunk.attempt())
                .bind("stream", chunk.stream().name())
                .bind("offset", chunk.offset())
                .bind("text", chunk.text())
                .execute());
  }

  /** What there is of a stream; empty when nothing was sent yet. */
  public Optional<Tail> tail(long job, int attempt, LogChunk.Stream stream) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select greatest(0, next_offset - char_length(text)) start, text from attempt_log
                    where job_id = :job and attempt = :attempt and stream = :stream
                    """)
                .bind("job", job)
                .bind("attempt", attempt)
                .bind("stream", stream.name())
                .mapTo(Tail.class)
                .findOne());
  }
}
