package org.p3s.bench.load;

import java.util.List;
import java.util.stream.Collectors;

/** The GraphML of the templates that loads use. */
public final class Graphs {

  /** Name of the template of five jobs: a, then b, c and d side by side, then e. */
  public static final String DAG = "bench-dag";

  /** Name of the template of a single job. */
  public static final String SINGLE = "bench-single";

  /** Name of the template of the same five jobs, of which each is expected to take its time. */
  public static final String STEPS = "bench-steps";

  /**
   * How long these take on average, by vertex: those of a detector's monitoring in twenty times as
   * fast.
   */
  static final List<Double> STEP_SECONDS = List.of(1.0, 3.0, 2.0, 1.5, 0.5);

  static final List<String> VERTICES = List.of("a", "b", "c", "d", "e");

  private static final String[][] EDGES = {
    {"a", "b"}, {"a", "c"}, {"a", "d"}, {"b", "e"}, {"c", "e"}, {"d", "e"}
  };

  private Graphs() {}

  static String dag() {
    return dag(VERTICES.stream().map(Graphs::node).collect(Collectors.joining()));
  }

  /** The GraphML of {@link #STEPS} whose jobs take only this part of their time. */
  public static String steps(double part) {
    StringBuilder nodes = new StringBuilder();
    for (int i = 0; i < VERTICES.size(); i++) {
      String estimate =
          "<data key=\"estimate\">PT%.3fS</data></node>".formatted(STEP_SECONDS.get(i) * part);
      nodes.append(node(VERTICES.get(i)).replace("</node>", estimate));
    }
    return dag(nodes.toString());
  }

  /** Slot seconds of one file that starts {@link #STEPS}. */
  public static double stepsWork() {
    return STEP_SECONDS.stream().mapToDouble(Double::doubleValue).sum();
  }

  private static String dag(String nodes) {
    StringBuilder inside = new StringBuilder(nodes);
    for (String[] edge : EDGES) {
      inside.append(
          """
          <edge source="%1$s" target="%2$s"><data key="name">%1$s%2$s.txt</data>
          <data key="datatype">TXT</data><data key="datatag">FILE_%1$s%2$s</data></edge>
          """
              .formatted(edge[0], edge[1]));
    }
    return graph(inside.toString());
  }

  static String single() {
    return graph(node("a"));
  }

  /** Which vertices must have ended before this one, as bits: a is bit 0. */
  public static int parents(String vertex) {
    int bits = 0;
    for (String[] edge : EDGES) {
      if (edge[1].equals(vertex)) {
        bits |= bit(edge[0]);
      }
    }
    return bits;
  }

  /** The bit of a vertex. */
  public static int bit(String vertex) {
    return 1 << (vertex.charAt(0) - 'a');
  }

  private static String node(String id) {
    return """
        <node id="%s"><data key="payload">/bin/true</data><data key="jobtype">bench</data>
        <data key="timelimit">600</data></node>
        """
        .formatted(id);
  }

  private static String graph(String inside) {
    return """
        <graphml xmlns="http://graphml.graphdrawing.org/xmlns">
        <key id="payload" for="node" attr.name="payload" attr.type="string"/>
        <key id="jobtype" for="node" attr.name="jobtype" attr.type="string"/>
        <key id="timelimit" for="node" attr.name="timelimit" attr.type="int"/>
        <key id="estimate" for="node" attr.name="estimate" attr.type="string"/>
        <key id="name" for="edge" attr.name="name" attr.type="string"/>
        <key id="datatype" for="edge" attr.name="datatype" attr.type="string"/>
        <key id="datatag" for="edge" attr.name="datatag" attr.type="string"/>
        <graph edgedefault="directed">
        %s</graph></graphml>
        """
        .formatted(inside);
  }
}
