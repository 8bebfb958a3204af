package org.p3s.demo;

import com.fasterxml.jackson.databind.JsonNode;
import org.p3s.cli.api.Api;
import org.p3s.cli.api.Route;

/** Why a file is in its final state, for people. */
final class Reason {

  private Reason() {}

  /** The job that failed and what is said of it; else what the server says of the file. */
  static String of(JsonNode file, Api api) {
    if (file.path("state").asText().equals("FAILED")) {
      Route workflows = Route.to("workflows").with("file", file.path("id").asLong());
      for (JsonNode workflow : api.get(workflows).path("items")) {
        JsonNode detail = api.get(Route.to("workflows", workflow.path("id").asLong()));
        for (JsonNode job : detail.path("jobList")) {
          if (job.path("state").asText().equals("FAILED")) {
            return "%s (job %d): %s"
                .formatted(
                    job.path("name").asText(),
                    job.path("id").asLong(),
                    job.path("reason").asText(job.path("cause").asText()));
          }
        }
      }
    }
    return file.path("reason").asText();
  }
}
