package org.p3s.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.p3s.cli.api.Api;
import org.p3s.cli.api.Route;

/** Why a file is in its final state, for people. */
final class Reason {

  private final Api api;

  Reason(Api api) {
    this.api = api;
  }

  /** The job that failed and what it said last; else what the server says of the file. */
  String of(JsonNode file) {
    Route workflows = Route.to("workflows").with("file", file.path("id").asLong());
    for (JsonNode workflow : api.get(workflows).path("items")) {
      JsonNode detail = api.get(Route.to("workflows", workflow.path("id").asLong()));
      for (JsonNode job : detail.path("jobList")) {
        if (job.path("state").asText().equals("FAILED")) {
          return "%s (job %d): %s"
              .formatted(job.path("name").asText(), job.path("id").asLong(), ofJob(job));
        }
      }
    }
    return file.path("reason").asText();
  }

  private String ofJob(JsonNode job) {
    if (!job.path("cause").asText().equals("EXIT")) {
      return job.path("cause").asText() + " " + job.path("reason").asText();
    }
    Route log = Route.to("jobs", job.path("id").asLong(), "log").with("stream", "STDERR");
    List<String> lines =
        api.get(log).path("text").asText().lines().filter(line -> !line.isBlank()).toList();
    return "exit code %d%s"
        .formatted(
            job.path("exitCode").asInt(),
            lines.isEmpty() ? "" : ": " + lines.get(lines.size() - 1).strip());
  }
}
