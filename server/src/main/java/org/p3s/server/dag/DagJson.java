package org.p3s.server.dag;

import java.time.Duration;
import java.util.List;

/**
 * A graph as the API shows it; its vertices and edges are plain records and stand as they are.
 *
 * @param eta null for none
 * @param alternatives names of cheaper templates, the dearest first
 * @param digest of the canonical GraphML
 */
public record DagJson(
    String name,
    String description,
    Duration eta,
    LatePolicy late,
    Scope scope,
    List<String> alternatives,
    String digest,
    List<Vertex> vertices,
    List<Edge> edges) {

  public static DagJson of(Dag dag) {
    return new DagJson(
        dag.name(),
        dag.description(),
        dag.eta(),
        dag.late(),
        dag.scope(),
        dag.alternatives(),
        dag.digest(),
        dag.vertices(),
        dag.edges());
  }
}
