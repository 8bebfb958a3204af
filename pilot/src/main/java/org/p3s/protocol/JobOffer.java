package org.p3s.protocol;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
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

  /**
   * What a payload is told about its job in its environment, whoever runs it. A variable without a
   * value is null here: none from elsewhere shall be seen.
   *
   * @param server its address, without a slash at the end
   * @param now the server's time
   */
  public Map<String, String> variables(String server, Instant now) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("P3S_JOB_ID", jobId);
    all.put("P3S_JOB_UUID", jobUuid);
    all.put("P3S_WORKFLOW_ID", workflowId);
    all.put("P3S_WORKFLOW_UUID", workflowUuid);
    all.put("P3S_ATTEMPT", attempt);
    all.put("P3S_UPDATE_URL", server + "/api/v1/jobs/" + jobId + "/progress");
    all.put("P3S_RESULTS_URL", server + "/api/v1/results");
    all.put("P3S_TOKEN", token);
    all.put("P3S_RUN", run);
    all.put("P3S_SUBRUN", subrun);
    all.put("P3S_STREAM", stream);
    all.put("P3S_DEADLINE", deadline);
    all.put(
        "P3S_SECONDS_LEFT",
        deadline == null ? null : Math.max(0, Duration.between(now, deadline).toSeconds()));
    all.put("P3S_CORES", Math.max(1, cores));
    all.put("P3S_RSS_MIB", memoryMiB);
    Map<String, String> texts = new LinkedHashMap<>();
    all.forEach((name, value) -> texts.put(name, value == null ? null : value.toString()));
    return texts;
  }

  public AttemptId id() {
    return new AttemptId(jobId, attempt);
  }
}
