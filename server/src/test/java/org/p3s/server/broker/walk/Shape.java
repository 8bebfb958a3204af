package org.p3s.server.broker.walk;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A graph of a few vertices, and what follows from it. Edges go from lower to higher indexes.
 *
 * @param template null for a lone job
 */
record Shape(String template, List<Vertex> vertices, List<Edge> edges) {

  /** Seconds that a job is expected to take: of a vertex as written, of a lone job by default. */
  static final int ESTIMATE = 60;

  /** A job to be; {@code seconds} is how long it is expected to take. */
  record Vertex(String name, boolean noop, int retries, int cores, int priority, int seconds) {}

  /** Parallel ones are separate. */
  record Edge(int source, int target, boolean always) {}

  static Shape lone(int cores, int priority) {
    return new Shape(null, List.of(new Vertex("lone", false, 0, cores, priority, 0)), List.of());
  }

  /** Any graph of up to seven vertices. */
  static Shape random(String template, Random random) {
    int size = 1 + random.nextInt(7);
    List<Vertex> vertices = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      boolean noop = random.nextInt(4) == 0;
      int retries = random.nextInt(3) == 0 ? 1 + random.nextInt(2) : 0;
      int cores = random.nextInt(6) == 0 ? 2 : 1;
      vertices.add(
          new Vertex(
              (noop ? "noop" : "v") + i,
              noop,
              noop ? 0 : retries,
              noop ? 1 : cores,
              random.nextInt(3) - 1,
              noop ? 0 : ESTIMATE));
    }
    return new Shape(template, vertices, randomEdges(size, random));
  }

  private static List<Edge> randomEdges(int size, Random random) {
    List<Edge> edges = new ArrayList<>();
    for (int target = 1; target < size; target++) {
      for (int source = 0; source < target; source++) {
        // near ones rather than far ones: chains and diamonds rather than nets
        int parallel = random.nextInt(1 + target - source) == 0 ? 1 + random.nextInt(5) / 4 : 0;
        for (int i = 0; i < parallel; i++) {
          edges.add(new Edge(source, target, random.nextInt(4) == 0));
        }
      }
    }
    return edges;
  }

  /** Of arrows such as {@code "0>1 1!2"}; an exclamation mark is an edge that says always. */
  static Shape of(String template, List<Boolean> noops, int retries, String arrows) {
    List<Vertex> vertices = new ArrayList<>();
    for (int i = 0; i < noops.size(); i++) {
      boolean noop = noops.get(i);
      vertices.add(
          new Vertex(
              (noop ? "noop" : "v") + i, noop, noop ? 0 : retries, 1, 0, noop ? 0 : ESTIMATE));
    }
    List<Edge> edges = new ArrayList<>();
    for (String arrow : arrows.isEmpty() ? new String[0] : arrows.split(" ", -1)) {
      int source = arrow.charAt(0) - '0';
      edges.add(new Edge(source, arrow.charAt(2) - '0', arrow.charAt(1) == '!'));
    }
    return new Shape(template, vertices, edges);
  }

  TreeSet<Integer> parents(int vertex) {
    return edges.stream()
        .filter(edge -> edge.target() == vertex)
        .map(Edge::source)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  TreeSet<Integer> children(int vertex) {
    return edges.stream()
        .filter(edge -> edge.source() == vertex)
        .map(Edge::target)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Whether the child runs however the parent ended: all edges between them say always. */
  boolean isTolerant(int parent, int child) {
    return edges.stream()
        .filter(edge -> edge.source() == parent && edge.target() == child)
        .allMatch(Edge::always);
  }

  /** Seconds that the longest path from this vertex on takes, itself included. */
  int path(int vertex) {
    int rest = children(vertex).stream().mapToInt(this::path).max().orElse(0);
    return rest + vertices.get(vertex).seconds();
  }

  String graphMl(String site) {
    StringBuilder body = new StringBuilder();
    for (Vertex each : vertices) {
      body.append(
          """
          <node id="%s"><data key="payload">%s</data><data key="jobtype">%s</data>
          <data key="labels">{"site": "%s"}</data><data key="estimate">%d</data><data key="retries">%d</data>
          <data key="cores">%d</data><data key="priority">%d</data></node>
          """
              .formatted(
                  each.name(),
                  each.noop() ? "" : "true",
                  each.noop() ? "noop" : "work",
                  site,
                  ESTIMATE,
                  each.retries(),
                  each.cores(),
                  each.priority()));
    }
    for (int i = 0; i < edges.size(); i++) {
      body.append(edge(i));
    }
    return """
        <graphml xmlns="http://graphml.graphdrawing.org/xmlns">
        <key id="payload" for="node" attr.name="payload" attr.type="string"/>
        <key id="jobtype" for="node" attr.name="jobtype" attr.type="string"/>
        <key id="labels" for="node" attr.name="labels" attr.type="string"/>
        <key id="estimate" for="node" attr.name="estimate" attr.type="int"/>
        <key id="retries" for="node" attr.name="retries" attr.type="int"/>
        <key id="cores" for="node" attr.name="cores" attr.type="int"/>
        <key id="priority" for="node" attr.name="priority" attr.type="int"/>
        <key id="name" for="edge" attr.name="name" attr.type="string"/>
        <key id="datatype" for="edge" attr.name="datatype" attr.type="string"/>
        <key id="datatag" for="edge" attr.name="datatag" attr.type="string"/>
        <key id="when" for="edge" attr.name="when" attr.type="string"/>
        <graph edgedefault="directed">
        %s</graph></graphml>
        """
        .formatted(body);
  }

  private String edge(int i) {
    Edge each = edges.get(i);
    // every second one carries a file, the others only order
    String file =
        i % 2 == 0
            ? """
              <data key="name">f%1$d.txt</data><data key="datatype">TXT</data><data key="datatag">F%1$d</data>
              """
                .formatted(i)
            : "";
    return "<edge source=\"%s\" target=\"%s\">%s%s</edge>\n"
        .formatted(
            vertices.get(each.source()).name(),
            vertices.get(each.target()).name(),
            file,
            each.always() ? "<data key=\"when\">always</data>" : "");
  }
}
