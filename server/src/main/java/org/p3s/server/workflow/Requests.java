package org.p3s.server.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.p3s.protocol.Problem.Violation;
import org.p3s.server.dag.Dag;
import org.p3s.server.job.WorkUuid;
import org.p3s.server.platform.Durations;
import org.p3s.server.platform.Refusal;

/** Turns what was asked for into a {@link Spec}, finding everything that is wrong with it. */
final class Requests {

  private static final long LONGEST = 30L * 24 * 3600;

  private final List<Violation> found = new ArrayList<>();

  /** What a request changes in this graph. */
  static Spec spec(WorkflowRequest request, Dag dag) {
    Requests reader = new Requests();
    String naming = reader.naming(request);
    Map<String, Spec.FileChange> files = reader.files(request.files(), dag);
    Map<String, Spec.JobChange> jobs = request.jobs() == null ? Map.of() : request.jobs();
    for (Map.Entry<String, Spec.JobChange> each : jobs.entrySet()) {
      reader.checkJob(each.getKey(), each.getValue(), dag);
    }
    reader.checkEta(request.eta());
    reader.refuseIfWrong();
    return new Spec(naming, files, jobs, null, null, null);
  }

  /** A lone job. */
  static Spec spec(JobRequest request) {
    Requests reader = new Requests();
    Map<String, String> env = new LinkedHashMap<>();
    if (request.env() != null) {
      request.env().forEach((name, value) -> env.put(name, reader.envValue(name, value)));
    }
    reader.checkEta(request.eta());
    Spec.LoneJob job =
        new Spec.LoneJob(
            request.name(),
            request.jobType() == null ? "job" : request.jobType(),
            request.payload(),
            env,
            reader.number("timeLimit", request.timeLimit(), null, 1, LONGEST),
            reader.number("priority", request.priority(), 0L, -1000, 1000).intValue(),
            request.cores() == null ? 1 : request.cores(),
            request.memoryMiB(),
            request.gpus() == null ? 0 : request.gpus(),
            request.labels() == null ? Map.of() : request.labels(),
            request.uuid());
    if ("noop".equals(job.jobType())) {
      reader.add("jobType", "noop is for vertices of a DAG; a lone job needs work to do");
    }
    reader.checkState(request.state());
    if (request.uuid() != null && WorkUuid.JOB.id(request.uuid()).isPresent()) {
      reader.add("uuid", "must not be one of those that p3s gives to jobs itself");
    }
    reader.refuseIfWrong();
    return new Spec(null, null, null, null, job, null);
  }

  private String naming(WorkflowRequest request) {
    boolean inFiles = request.files() != null && request.files().isTextual();
    String naming = inFiles ? request.files().textValue() : request.naming();
    if (naming == null || naming.equals("default") || naming.equals("sticky")) {
      return naming;
    }
    String field = inFiles ? "files" : "naming";
    if (!naming.startsWith("inherit:")) {
      add(field, "must be 'default', 'sticky' or 'inherit:BASE'");
    } else if (!isFileName(naming.substring(8))) {
      add(field, "'%s' cannot begin a file's name".formatted(naming.substring(8)));
    }
    return naming;
  }

  private Map<String, Spec.FileChange> files(JsonNode files, Dag dag) {
    Map<String, Spec.FileChange> changes = new LinkedHashMap<>();
    if (files == null || files.isNull() || files.isTextual()) {
      return changes;
    }
    if (!files.isObject()) {
      add("files", "must be 'sticky', 'inherit:BASE' or an object by 'source:target'");
      return changes;
    }
    files
        .properties()
        .forEach(
            each -> changes.put(each.getKey(), fileChange(each.getKey(), each.getValue(), dag)));
    return changes;
  }

  private Spec.FileChange fileChange(String key, JsonNode change, Dag dag) {
    String field = "files." + key;
    boolean known =
        dag.edges().stream()
            .map(edge -> edge.source() + ":" + edge.target())
            .anyMatch(pair -> key.equals(pair) || key.startsWith(pair + ":"));
    if (!known) {
      add(field, "names no edge of the template; keys are 'source:target[:datatag]'");
    }
    if (!change.isObject()) {
      add(field, "must be an object with name, dirpath, comment");
      return new Spec.FileChange(null, null, null);
    }
    change
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!List.of("name", "dirpath", "comment").contains(name)) {
                add(field + "." + name, "unknown field '" + name + "'");
              }
            });
    String name = text(field, "name", change);
    if (name != null && !isFileName(name)) {
      add(field + ".name", "must be a file's name without folders, of up to 255 bytes");
    }
    String dirpath = text(field, "dirpath", change);
    if (dirpath != null && !isFolder(dirpath)) {
      add(field + ".dirpath", "must be an absolute path or URL without '..'");
    }
    return new Spec.FileChange(name, dirpath, text(field, "comment", change));
  }

  private String text(String field, String name, JsonNode object) {
    JsonNode value = object.get(name);
    if (value == null || value.isNull()) {
      return null;
    }
    if (!value.isTextual()) {
      add(field + "." + name, "must be a text");
      return null;
    }
    return value.textValue();
  }

  private void checkJob(String vertex, Spec.JobChange change, Dag dag) {
    if (dag.vertex(vertex).isEmpty()) {
      add("jobs." + vertex, "names no vertex of the template");
    }
    if (change == null) {
      add("jobs." + vertex, "must be an object with payload, env");
    } else if (change.env() != null) {
      change.env().forEach((name, value) -> checkVariable("jobs." + vertex + ".env", name, value));
    }
  }

  private String envValue(String name, JsonNode value) {
    if (value == null || !value.isValueNode() || value.isNull()) {
      add("env." + name, "must be a text, a number or true or false");
      return "";
    }
    checkVariable("env", name, value.asText());
    return value.asText();
  }

  private void checkVariable(String field, String name, String value) {
    if (!name.matches("[A-Za-z_][A-Za-z0-9_]{0,127}")) {
      add(field, "'%s' cannot be a variable's name".formatted(name));
    }
    if (value == null || value.indexOf('\0') >= 0) {
      add(field + "." + name, "must be a text without NUL");
    }
  }

  private Long number(String field, JsonNode value, Long fallback, long least, long most) {
    if (value == null || value.isNull()) {
      return fallback;
    }
    String text = value.isTextual() || value.isIntegralNumber() ? value.asText().strip() : "";
    if (!text.matches("-?[0-9]{1,12}")) {
      add(field, "must be a whole number");
      return 0L;
    }
    long number = Long.parseLong(text);
    if (number < least || number > most) {
      add(field, "must be between %d and %d".formatted(least, most));
    }
    return number;
  }

  private void checkState(String state) {
    if (state != null && !state.equals("defined") && !state.equals("template")) {
      add("state", "must be 'defined' or 'template'");
    }
  }

  private void checkEta(java.time.Duration eta) {
    Violation wrong = Durations.check("eta", eta);
    if (wrong != null) {
      found.add(wrong);
    }
  }

  private static boolean isFileName(String name) {
    return !name.isBlank()
        && name.getBytes(java.nio.charset.StandardCharsets.UTF_8).length <= 255
        && !name.equals(".")
        && !name.equals("..")
        && name.chars().noneMatch(c -> c == '/' || c == '\\' || Character.isISOControl(c));
  }

  private static boolean isFolder(String dirpath) {
    return dirpath.length() <= 2_000
        && (dirpath.startsWith("/") || dirpath.matches("(file|https?|root|xroot)://.*"))
        && !List.of(dirpath.split("/")).contains("..")
        && dirpath.chars().noneMatch(Character::isISOControl);
  }

  private void add(String field, String message) {
    found.add(new Violation(field, null, field + " " + message));
  }

  private void refuseIfWrong() {
    if (!found.isEmpty()) {
      throw Refusal.invalid(found);
    }
  }
}
