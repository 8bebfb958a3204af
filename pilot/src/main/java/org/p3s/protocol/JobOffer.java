package org.p3s.protocol;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A job with all that its pilot needs to run it.
 *
 * @param jobUuid the job's id as a UUID, for payloads that want one
 * @param vertex the job's name in its DAG
 * @param template the template's name, null for a lone job
 * @param payload program and arguments, or a shell line when env has {@code P3S_EXECMODE=SHELL}
 * @param env the job's own environment, without what the pilot adds
 * @param run number of the run, null when there is none
 * @param stream data stream of the input file, may be null
 * @param deadline after it the result is of no use; null when there is none
 * @param token good for this attempt only, to post results and progress
 */
public record JobOffer(
    long jobId,
    int attempt,
    String jobUuid,
    long workflowId,
    String workflowUuid,
    String vertex,
    String template,
    String jobType,
    String payload,
    Map<String, String> env,
    List<JobFile> inputs,
    List<JobFile> outputs,
    Duration timeLimit,
    int cores,
    Integer memoryMiB,
    Long run,
    Integer subrun,
    String stream,
    Instant deadline,
    String token) {

  public JobOffer {
    env = env == null ? Map.of() : Map.copyOf(env);
    inputs = inputs == null ? List.of() : List.copyOf(inputs);
    outputs = outputs == null ? List.of() : List.copyOf(outputs);
  }

  public AttemptId id() {
    return new AttemptId(jobId, attempt);
  }
}
