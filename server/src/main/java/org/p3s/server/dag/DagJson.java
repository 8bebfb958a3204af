package org.p3s.server.dag;

import java.time.Duration;
import java.util.List;

/**
 * A graph as the API shows it; its vertices and edges are plain records and stand as they are.
 *
 * @param eta null for none
 * @param digest of the canonical GraphML
 */
public record DagJson(
    String name,
    String description,
    Duration eta,
    LatePolicy late,
    String digest,
    List<Vertex> vertices,
    List<Edge> edges) {

  public static DagJson of(Dag dag) {
    return new DagJson(
        dag.name(),
        dag.description(),
        dag.eta(),
        dag.late(),
        dag.digest(),
        dag.vertices(),
        dag.edges());
  }
}
