package org.p3s.server.legacy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.p3s.protocol.Json;
import org.p3s.server.dag.Dag;
import org.p3s.server.platform.Refusal;
import org.p3s.server.workflow.Spec;

/**
 * What old clients change of a template, as they write it. What names no edge, no vertex and no
 * property is passed over, as the older p3s does; what cannot be read at all is refused, other than
 * there.
 */
final class WorkflowChanges {

  private static final Logger LOG = Logger.getLogger(WorkflowChanges.class);
  private static final int MOST = 100;
  private static final List<String> PROPERTIES = List.of("name", "dirpath", "comment");

  private WorkflowChanges() {}

  private static void pass(String key, String what) {
    LOG.warnf(
        "An old client changes '%s', which is no %s of its DAG; that is passed over",
        key.length() > MOST ? key.substring(0, MOST) + "…" : key, what);
  }

  /**
   * Names and places of files.
   *
   * @param text nothing, {@code sticky}, {@code inherit:BASE}, or JSON by {@code source:target}
   */
  static JsonNode files(String text, Dag dag) {
    if (text.isBlank()) {
      return null;
    }
    if (text.equals("sticky")) {
      return TextNode.valueOf(text);
    }
    if (text.contains("inherit") && !text.startsWith("{")) {
      return TextNode.valueOf("inherit:" + text.substring(text.indexOf(':') + 1));
    }
    Set<String> edges =
        dag.edges().stream()
            .map(edge -> edge.source() + ":" + edge.target())
            .collect(Collectors.toSet());
    ObjectNode changes = Json.MAPPER.createObjectNode();
    JobSubmission.object("fileinfo", text)
        .properties()
        .forEach(
            each -> {
              if (edges.contains(each.getKey()) && each.getValue().isObject()) {
                changes.set(each.getKey(), file(each.getValue()));
              } else {
                pass(each.getKey(), "edge");
              }
            });
    return changes;
  }

  private static ObjectNode file(JsonNode change) {
    ObjectNode file = Json.MAPPER.createObjectNode();
    for (String each : PROPERTIES) {
      if (!change.path(each).asText().isEmpty()) {
        file.put(each, change.get(each).asText());
      }
    }
    return file;
  }

  /** Payload and environment of jobs, as JSON by vertex; the environment as a whole. */
  static Map<String, Spec.JobChange> jobs(String text, Dag dag) {
    Map<String, Spec.JobChange> changes = new HashMap<>();
    if (text.isBlank()) {
      return changes;
    }
    JobSubmission.object("jobinfo", text)
        .properties()
        .forEach(
            each -> {
              if (dag.vertex(each.getKey()).isPresent()) {
                changes.put(each.getKey(), job(each.getKey(), each.getValue()));
              } else {
                pass(each.getKey(), "job");
              }
            });
    return changes;
  }

  private static Spec.JobChange job(String vertex, JsonNode change) {
    if (!change.isObject()) {
      throw Refusal.invalid("jobinfo", "jobinfo of %s must be a JSON object".formatted(vertex));
    }
    JsonNode env = change.get("env");
    return new Spec.JobChange(
        change.hasNonNull("payload") ? change.get("payload").asText() : null,
        env == null || env.isNull() ? null : variables(env));
  }

  private static Map<String, String> variables(JsonNode env) {
    ObjectNode object =
        env instanceof ObjectNode own ? own : JobSubmission.object("env", env.asText());
    Map<String, String> variables = new LinkedHashMap<>();
    object.properties().forEach(each -> variables.put(each.getKey(), each.getValue().asText()));
    return variables;
  }
}
