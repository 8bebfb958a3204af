package org.p3s.server.workflow;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.p3s.protocol.Problem.Violation;
import org.p3s.server.dag.Edge;
import org.p3s.server.dag.Vertex;
import org.p3s.server.dag.When;

/**
 * Names and places of one workflow's files. A vertex and a datatag are one file, however many edges
 * carry it; what a noop hands on under the tag under which it came in is the same file.
 */
public final class WorkflowFiles {

  /**
   * Where a file is.
   *
   * @param producer index of the vertex that makes it, -1 when it comes from outside
   */
  public record Located(String name, String url, int producer) {}

  private final Blueprint blueprint;
  private final Map<String, String> extensions;
  private final String storage;

  /**
   * The files of this workflow.
   *
   * @param extensions of the data types by name
   * @param storage the folder for files whose edges name none
   */
  public WorkflowFiles(Blueprint blueprint, Map<String, String> extensions, String storage) {
    this.blueprint = blueprint;
    this.extensions = extensions;
    this.storage = storage;
  }

  /** What the job of this vertex reads, by tag. */
  public Map<String, Located> inputs(Vertex vertex) {
    return locate(blueprint.dag().inEdges(vertex.index()));
  }

  /** What the job of this vertex makes, by tag. */
  public Map<String, Located> outputs(Vertex vertex) {
    return locate(blueprint.dag().outEdges(vertex.index()));
  }

  /**
   * Whether the job can do without this input, because its maker may have failed or is optional.
   */
  public boolean isOptional(Vertex vertex, String tag) {
    Located file = inputs(vertex).get(tag);
    if (file != null
        && file.producer() >= 0
        && blueprint.dag().vertices().get(file.producer()).optional()) {
      return true;
    }
    return blueprint.dag().inEdges(vertex.index()).stream()
        .filter(edge -> edge.dataTag().equals(tag))
        .allMatch(edge -> edge.when() == When.ALWAYS);
  }

  private Map<String, Located> locate(List<Edge> edges) {
    Map<String, Located> files = new LinkedHashMap<>();
    for (Edge edge : edges) {
      // without a tag the payload could not know the path: the edge only orders
      if (!edge.dataTag().isEmpty()) {
        files.put(edge.dataTag(), locate(edge));
      }
    }
    return files;
  }

  /** Where the file of this edge is. */
  public Located locate(Edge edge) {
    Vertex source = blueprint.dag().vertex(edge.source()).orElseThrow();
    Spec.FileChange change = change(edge);
    String folder = firstOf(change.dirpath(), edge.dirpath());
    if (source.isNoop() && folder.isEmpty() && change.name() == null) {
      Located passed = passedOn(source, edge);
      if (passed != null) {
        return passed;
      }
    }
    String name = change.name() == null ? nameByPolicy(edge) : change.name();
    String place = folder.isEmpty() ? storage + "/" + blueprint.workflow() : folder;
    String url = (place.endsWith("/") ? place : place + "/") + name;
    return new Located(name, url, source.isNoop() ? -1 : source.index());
  }

  /** The file that comes into a noop under the same tag, or the one that started the workflow. */
  private Located passedOn(Vertex noop, Edge edge) {
    List<Edge> incoming = blueprint.dag().inEdges(noop.index());
    Spec.Input input = blueprint.spec().input();
    if (incoming.isEmpty()) {
      return input == null ? null : new Located(input.name(), input.url(), -1);
    }
    return incoming.stream()
        .filter(each -> each.dataTag().equals(edge.dataTag()))
        .findFirst()
        .map(this::locate)
        .orElse(null);
  }

  private Spec.FileChange change(Edge edge) {
    Map<String, Spec.FileChange> files = blueprint.spec().files();
    String both = edge.source() + ":" + edge.target();
    Spec.FileChange exact = files.get(both + ":" + edge.dataTag());
    Spec.FileChange change = exact == null ? files.get(both) : exact;
    return change == null ? new Spec.FileChange(null, null, null) : change;
  }

  private String nameByPolicy(Edge edge) {
    String naming = blueprint.spec().naming();
    if (naming.equals("sticky") && !edge.name().isEmpty()) {
      return edge.name();
    }
    String ext = extensions.getOrDefault(edge.dataType(), "");
    if (naming.startsWith("inherit:")) {
      return String.join(
              ":", naming.substring(8), blueprint.template(), edge.source(), edge.dataTag())
          + ext;
    }
    String key = blueprint.workflow() + ":" + edge.source() + ":" + edge.dataTag();
    return UUID.nameUUIDFromBytes(("p3s:file:" + key).getBytes(StandardCharsets.UTF_8)) + ext;
  }

  private static String firstOf(String changed, String own) {
    return changed == null ? own : changed;
  }

  /** Two files under one tag of a job, and files that two jobs would make. */
  List<Violation> conflicts() {
    List<Violation> found = new ArrayList<>();
    Map<String, Integer> makers = new HashMap<>();
    Map<String, String> places = new HashMap<>();
    for (Edge edge : blueprint.dag().edges()) {
      if (edge.dataTag().isEmpty()) {
        continue;
      }
      Located file = locate(edge);
      for (String vertex : List.of(edge.source(), edge.target())) {
        boolean noop = blueprint.dag().vertex(vertex).orElseThrow().isNoop();
        String known = noop ? null : places.put(vertex + " " + edge.dataTag(), file.url());
        if (known != null && !known.equals(file.url())) {
          found.add(
              violation(
                  edge, "gives %s two files under the tag %s".formatted(vertex, edge.dataTag())));
        }
      }
      Integer maker = file.producer() < 0 ? null : makers.put(file.url(), file.producer());
      if (maker != null && !Objects.equals(maker, file.producer())) {
        found.add(violation(edge, "makes a file that another job makes too: " + file.url()));
      }
    }
    return found;
  }

  private static Violation violation(Edge edge, String message) {
    String field = "files." + edge.source() + ":" + edge.target();
    return new Violation(field, null, field + " " + message);
  }
}
