package org.p3s.server.dag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.p3s.protocol.Json;

class DagTest {

  private static Duration seconds(Vertex vertex) {
    return Duration.ofSeconds(vertex.index() % 7 + 1L);
  }

  @Test
  void parentsComeBeforeTheirChildren() {
    Random random = new Random(1);
    for (int i = 0; i < 200; i++) {
      Dag dag = RandomDags.of(random, 1 + random.nextInt(30), random.nextInt(80));
      int[] order = dag.topologicalOrder();
      assertThat(Arrays.stream(order).distinct().count()).isEqualTo(dag.vertices().size());
      int[] place = new int[order.length];
      for (int k = 0; k < order.length; k++) {
        place[order[k]] = k;
      }
      for (int parent = 0; parent < order.length; parent++) {
        for (int child : dag.children(parent)) {
          assertThat(place[parent]).isLessThan(place[child]);
        }
      }
    }
  }

  @Test
  void theLongestPathIsTheLongestOfAll() {
    Random random = new Random(2);
    for (int i = 0; i < 200; i++) {
      Dag dag = RandomDags.of(random, 1 + random.nextInt(14), random.nextInt(30));
      Duration[] longest = dag.longestPaths(DagTest::seconds);
      for (int vertex = 0; vertex < longest.length; vertex++) {
        assertThat(longest[vertex]).isEqualTo(longestOfAll(dag, vertex));
      }
    }
  }

  /** Walks every way there is. */
  private static Duration longestOfAll(Dag dag, int index) {
    Vertex vertex = dag.vertices().get(index);
    Duration longest = Duration.ZERO;
    for (Edge edge : dag.edges()) {
      if (edge.source().equals(vertex.id())) {
        Duration rest = longestOfAll(dag, dag.vertex(edge.target()).orElseThrow().index());
        longest = rest.compareTo(longest) > 0 ? rest : longest;
      }
    }
    return vertex.isNoop() ? longest : longest.plus(seconds(vertex));
  }

  @Test
  void anOptionalVertexTakesNoTimeFromThoseBeforeIt() {
    Dag dag =
        Samples.graph(
            """
            <node id="a"/>
            <node id="b"><data key="optional">True</data></node>
            <node id="c"/>
            <node id="d"><data key="optional">TRUE</data></node>
            <edge source="a" target="b"/><edge source="b" target="c"/><edge source="c" target="d"/>
            """);
    assertThat(dag.vertices())
        .extracting(Vertex::optional)
        .containsExactly(false, true, false, true);
    assertThat(dag.longestPaths(vertex -> Duration.ofSeconds(1L << vertex.index())))
        .extracting(Duration::toSeconds)
        .containsExactly(1L + 4, 2L + 4, 4L, 8L);
  }

  @Test
  void neighboursAreDistinctAndAgreeWithTheEdges() {
    Random random = new Random(3);
    for (int i = 0; i < 100; i++) {
      Dag dag = RandomDags.of(random, 1 + random.nextInt(12), random.nextInt(60));
      for (Vertex vertex : dag.vertices()) {
        TreeSet<Integer> parents = new TreeSet<>();
        TreeSet<Integer> children = new TreeSet<>();
        for (Edge edge : dag.edges()) {
          if (edge.target().equals(vertex.id())) {
            parents.add(dag.vertex(edge.source()).orElseThrow().index());
          }
          if (edge.source().equals(vertex.id())) {
            children.add(dag.vertex(edge.target()).orElseThrow().index());
          }
        }
        assertThat(dag.parents(vertex.index())).containsExactly(array(parents));
        assertThat(dag.children(vertex.index())).containsExactly(array(children));
        assertThat(Arrays.stream(dag.sources()).anyMatch(s -> s == vertex.index()))
            .isEqualTo(parents.isEmpty());
      }
    }
  }

  private static int[] array(Set<Integer> set) {
    return set.stream().mapToInt(Integer::intValue).toArray();
  }

  @Test
  void aChildToleratesAFailedParentOnlyWhenEveryEdgeBetweenThemDoes() {
    Dag dag =
        Samples.graph(
            """
            <node id="a"/><node id="b"/><node id="c"/><node id="d"/>
            <edge source="a" target="b"><data key="when">always</data></edge>
            <edge source="a" target="b"><data key="when">ALWAYS</data></edge>
            <edge source="a" target="c"><data key="when">always</data></edge>
            <edge source="a" target="c"/>
            """);
    assertThat(dag.isTolerant(0, 1)).isTrue();
    assertThat(dag.isTolerant(0, 2)).isFalse();
    assertThat(dag.isTolerant(0, 3)).isFalse(); // no edge at all
  }

  @Test
  void aGraphInCodeMustHoldTogether() {
    Vertex a = Vertex.plain(0, "a", "work", "run");
    Vertex b = Vertex.plain(1, "b", "work", "run");
    assertThatThrownBy(() -> dag(List.of(b))).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> dag(List.of(a, Vertex.plain(1, "a", "work", "run"))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> dag(List.of(a), Edge.plain(0, "a", "b")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> dag(List.of(a, b), Edge.plain(0, "a", "b"), Edge.plain(1, "b", "a")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> dag(List.of(a, b), Edge.plain(1, "a", "b")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> dag(List.of())).isInstanceOf(IllegalArgumentException.class);
  }

  private static Dag dag(List<Vertex> vertices, Edge... edges) {
    return Dag.of("made", null, LatePolicy.DROP, vertices, List.of(edges));
  }

  @Test
  void theJsonViewIsPlain() throws Exception {
    Dag dag = Samples.read(Samples.bytes("networkx.graphml"));
    String json = Json.MAPPER.writeValueAsString(DagJson.of(dag));
    assertThat(json)
        .startsWith("{\"name\":\"hits\",\"description\":\"\",\"eta\":\"PT10M\",\"late\":\"RUN\",")
        .contains("\"scope\":\"FILE\",\"alternatives\":[],")
        .contains("\"optional\":false")
        .contains("\"timeLimit\":\"PT1M\"")
        .contains("\"when\":\"ALWAYS\"");
    assertThat(Json.MAPPER.readValue(json, DagJson.class)).isEqualTo(DagJson.of(dag));
  }
}
