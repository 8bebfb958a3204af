package org.p3s.server.deadline.simulation;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.p3s.server.dag.Dag;
import org.p3s.server.dag.Edge;
import org.p3s.server.dag.LatePolicy;
import org.p3s.server.dag.Vertex;

/** The graph that is simulated when no other is asked for. */
final class Graphs {

  private Graphs() {}

  /** Five steps as in the monitoring of a detector; 160 s of work, 90 s on the longest path. */
  static Dag monitoring() {
    return Dag.of(
        "monitoring",
        null,
        LatePolicy.DROP,
        List.of(
            step(0, "unpack", 20),
            step(1, "charge", 60),
            step(2, "light", 40),
            step(3, "tracks", 30),
            step(4, "summary", 10)),
        List.of(
            Edge.plain(0, "unpack", "charge"),
            Edge.plain(1, "unpack", "light"),
            Edge.plain(2, "unpack", "tracks"),
            Edge.plain(3, "charge", "summary"),
            Edge.plain(4, "light", "summary"),
            Edge.plain(5, "tracks", "summary")));
  }

  private static Vertex step(int index, String name, long seconds) {
    return new Vertex(
        name,
        index,
        name,
        Map.of(),
        name,
        null,
        0,
        1,
        null,
        0,
        Map.of(),
        Duration.ofSeconds(seconds),
        0,
        false,
        Map.of());
  }

  /**
   * Seconds that a job of this vertex is expected to take: what it says, else a tenth of its time
   * limit, else of an hour; none for a noop.
   */
  static double estimate(Vertex vertex) {
    if (vertex.isNoop()) {
      return 0;
    }
    Duration limit = vertex.timeLimit();
    boolean isLimited = limit != null && !limit.isZero();
    Duration tenth = (isLimited ? limit : Duration.ofHours(1)).dividedBy(10);
    return (vertex.estimate() == null ? tenth : vertex.estimate()).toMillis() / 1000.0;
  }
}
