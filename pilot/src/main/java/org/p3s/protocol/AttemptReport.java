package org.p3s.protocol;

import java.time.Instant;
import java.util.List;

/**
 * News of one attempt. Sending the same report twice is harmless.
 *
 * @param cause why it failed; null when it began or succeeded
 * @param exitCode of the payload, 128+N when signal N killed it; null when it never ran
 * @param message for people: what went wrong, and what was unusual even if all went well; may be
 *     null
 * @param outputs the declared outputs that were checked and staged out
 * @param startedAt by the pilot's clock
 * @param endedAt by the pilot's clock; null when it began
 * @param peakRssMiB largest resident memory of the payload's process tree that was seen
 * @param stdoutTail the end of what the payload wrote, at most {@link #TAIL_CHARS} characters
 */
public record AttemptReport(
    long jobId,
    int attempt,
    Phase phase,
    Integer exitCode,
    Cause cause,
    String message,
    List<OutputFile> outputs,
    Instant startedAt,
    Instant endedAt,
    Integer peakRssMiB,
    String stdoutTail,
    String stderrTail) {

  /** The most of each output stream that a report carries. */
  public static final int TAIL_CHARS = 8_192;

  /** Where in its life the attempt is. */
  public enum Phase {
    STARTED,
    ENDED
  }

  public AttemptReport {
    outputs = outputs == null ? List.of() : List.copyOf(outputs);
  }

  public AttemptId id() {
    return new AttemptId(jobId, attempt);
  }
}
