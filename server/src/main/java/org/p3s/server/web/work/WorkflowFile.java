package org.p3s.server.web.work;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.p3s.server.dag.Dag;
import org.p3s.server.dag.Edge;
import org.p3s.server.dag.Vertex;
import org.p3s.server.workflow.Blueprint;
import org.p3s.server.workflow.WorkflowFiles;

/** One file that goes from a job of a workflow to another. */
public record WorkflowFile(
    String source, String target, String tag, String dataType, String name, String url) {

  private static final int MOST = 200;

  static List<WorkflowFile> list(Blueprint blueprint, WorkflowFiles files) {
    Dag dag = blueprint.dag();
    List<Edge> edges =
        dag.edges().stream().filter(edge -> !edge.dataTag().isEmpty()).limit(MOST).toList();
    Map<String, Map<String, WorkflowFiles.Located>> inputs =
        edges.stream()
            .map(Edge::target)
            .distinct()
            .collect(Collectors.toMap(id -> id, id -> files.inputs(vertex(dag, id))));
    return edges.stream()
        .map(edge -> of(edge, inputs.get(edge.target()).get(edge.dataTag())))
        .toList();
  }

  private static Vertex vertex(Dag dag, String id) {
    return dag.vertex(id).orElseThrow();
  }

  private static WorkflowFile of(Edge edge, WorkflowFiles.Located at) {
    return new WorkflowFile(
        edge.source(), edge.target(), edge.dataTag(), edge.dataType(), at.name(), at.url());
  }
}
