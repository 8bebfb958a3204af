package org.p3s.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.p3s.cli.api.Api;
import org.p3s.cli.api.Route;

/** What the demo wants of its server before data come. Doing it again changes nothing. */
final class Setup {

  private static final String TRIGGER = "lartpc";
  private static final String TEMPLATE = "lartpc-dqm";
  private static final String PATTERN = "lartpc_raw_run[0-9]+_[0-9]+_.*[.]raw";
  private static final String PILOTS = "demo pilots";

  private final Api api;

  Setup(Api api) {
    this.api = api;
  }

  /** Imports the shipped templates and returns their names with versions. */
  List<String> importTemplates(Path folder) throws IOException {
    List<String> imported = new ArrayList<>();
    for (Path file : shipped(folder)) {
      Api.Body graph = Api.Body.of("application/graphml+xml", Files.readAllBytes(file));
      JsonNode answer = api.post(Route.to("dag-templates"), graph);
      imported.add(answer.path("name").asText() + " " + answer.path("version").asInt());
    }
    return imported;
  }

  /** Template NAME is the file NAME.graphml in the folder NAME. */
  private static List<Path> shipped(Path folder) throws IOException {
    try (var folders = Files.list(folder)) {
      return folders
          .map(each -> each.resolve(each.getFileName() + ".graphml"))
          .filter(Files::isRegularFile)
          .sorted()
          .toList();
    }
  }

  /** Has new raw files analysed. */
  void ensureTrigger() {
    for (JsonNode each : api.get(Route.to("triggers")).path("items")) {
      if (each.path("name").asText().equals(TRIGGER)) {
        return;
      }
    }
    api.post(
        Route.to("triggers"),
        Api.Body.json(
            Api.object().put("name", TRIGGER).put("pattern", PATTERN).put("template", TEMPLATE)));
  }

  /** A new token for pilots; those of earlier demos become worthless. */
  String enrolmentToken() {
    for (JsonNode each : api.get(Route.to("tokens")).path("items")) {
      if (each.path("name").asText().equals(PILOTS)) {
        api.delete(Route.to("tokens", each.path("id").asLong()));
      }
    }
    JsonNode token =
        api.post(
            Route.to("tokens"),
            Api.Body.json(Api.object().put("name", PILOTS).put("role", "ENROL")));
    return token.path("token").asText();
  }

  /** The highest run that the server knows, 0 when it knows none. */
  long highestRun() {
    return api.get(Route.to("runs").with("limit", 1)).path("items").path(0).path("number").asLong();
  }

  String loginToken() {
    return api.post(Route.to("login-links")).path("token").asText();
  }
}
