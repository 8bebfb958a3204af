package org.p3s.server.legacy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.p3s.protocol.Json;
import org.p3s.server.job.JobKey;
import org.p3s.server.legacy.GivenIds.Kind;
import org.p3s.server.platform.Refusal;
import org.p3s.server.platform.RequestBodies;
import org.p3s.server.workflow.JobRequest;
import org.p3s.server.workflow.Submissions;

/** Submits jobs as old clients describe them. */
@ApplicationScoped
class JobSubmission {

  private static final String KNOWN = "known-job";

  /** Seconds, of a job that does not say. */
  private static final String TIME_LIMIT = "1000";

  private final Submissions submissions;
  private final RequestBodies bodies;
  private final GivenIds ids;
  private final Who who;

  JobSubmission(Submissions submissions, RequestBodies bodies, GivenIds ids, Who who) {
    this.submissions = submissions;
    this.bodies = bodies;
    this.ids = ids;
    this.who = who;
  }

  /** Makes the job, unless there is one of this uuid. */
  void submit(String uuid, Form form) {
    if (ids.find(Kind.JOB, uuid).isPresent()) {
      return;
    }
    try {
      submissions.submitJobs(
          List.of(request(uuid, form)),
          who.says(form.get("user")),
          workflow -> {
            if (!ids.add(Kind.JOB, uuid, JobKey.of(workflow, 0))) {
              throw Refusal.conflict(KNOWN, "Job %s is there already.".formatted(uuid));
            }
          });
    } catch (Refusal refusal) {
      if (!refusal.type().equals(KNOWN)) {
        throw refusal;
      }
      // the same request came twice at a time, and the other one was the first
    }
  }

  private JobRequest request(String uuid, Form form) {
    ObjectNode job = Json.MAPPER.createObjectNode();
    job.put("uuid", uuid);
    job.put("name", form.text("name", 128, "job"));
    job.put("jobType", form.text("jobtype", 64, "default"));
    job.put("payload", form.get("payload", ""));
    job.set("env", object("env", form.get("env", "{}")));
    job.put("timeLimit", form.text("timeout", 16, TIME_LIMIT));
    job.put("priority", form.text("priority", 16, "0"));
    job.put("state", form.text("state", 16, "defined"));
    return bodies.read(job.toString().getBytes(StandardCharsets.UTF_8), JobRequest.class);
  }

  /** The JSON object that a field holds as text. */
  static ObjectNode object(String field, String text) {
    try {
      JsonNode read = Json.MAPPER.readTree(text);
      if (read instanceof ObjectNode object) {
        return object;
      }
    } catch (JsonProcessingException e) {
      // said below, as for JSON that is no object
    }
    throw Refusal.invalid(field, field + " must be a JSON object");
  }
}
