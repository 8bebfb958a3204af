package org.p3s.server.dag;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoundTripTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"three-counts.graphml", "networkx.graphml", "yed.graphml", "gephi.graphml"})
  void whatIsExportedIsImportedAsTheSameAndExportedTheSame(String sample) {
    Dag first = Samples.read(Samples.bytes(sample));
    String exported = GraphMlWriter.write(first);
    Dag second = Samples.read(exported);
    assertThat(GraphMlWriter.write(second)).isEqualTo(exported);
    assertThat(second.digest()).isEqualTo(first.digest()).matches("[0-9a-f]{64}");
    assertThat(DagJson.of(second)).isEqualTo(DagJson.of(first));
  }

  @Test
  void geometryOfYedIsKeptByteForByte() {
    String original = new String(Samples.bytes("yed.graphml"), StandardCharsets.UTF_8);
    String exported = GraphMlWriter.write(Samples.read(Samples.bytes("yed.graphml")));
    int from = original.indexOf("<y:ShapeNode>");
    int to = original.indexOf("</y:ShapeNode>", from);
    assertThat(exported)
        .contains(original.substring(from, to))
        .contains("<y:Resources/>")
        .contains("xmlns:y=\"http://www.yworks.com/xml/graphml\"")
        .contains("yfiles.type=\"portgraphics\"")
        .contains("<default xml:space=\"preserve\">reco</default>")
        .contains("<edge id=\"e0\" source=\"n0\" target=\"n1\">");
  }

  @Test
  void keyIdsCommentsLayoutAndTheOrderOfDataDoNotMatter() {
    Dag one =
        Samples.read(
            """
            <graphml><key id="d1" for="node" attr.name="payload" attr.type="string"/>
              <key id="d0" for="node" attr.name="cores" attr.type="int"/>
              <graph id="g" edgedefault="directed"><!-- a job -->
                <node id="a"><data key="d0">2</data><data key="d1">run &gt; x</data></node>
              </graph>
            </graphml>
            """);
    Dag other =
        Samples.read(
            """
            <?xml version="1.0"?><?tool by hand?>
            <graphml><key attr.type="int" attr.name="cores" for="node" id="cores"/>
            <key attr.name="payload" for="node" id="what"></key><graph edgedefault='directed' id='g'>
            <node id="a"><data key="what"><![CDATA[run > x]]></data>

            <data key="cores">2</data></node></graph></graphml>
            """);
    assertThat(other).isEqualTo(one);
    assertThat(GraphMlWriter.write(one))
        .isEqualTo(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <graphml>
              <key attr.name="cores" attr.type="int" for="node" id="node.cores"/>
              <key attr.name="payload" attr.type="string" for="node" id="node.payload"/>
              <graph edgedefault="directed" id="g">
                <node id="a">
                  <data key="node.cores">2</data>
                  <data key="node.payload">run &gt; x</data>
                </node>
              </graph>
            </graphml>
            """);
  }

  /** Found by a mutation: the order of keys must not depend on a default being spelt out. */
  @Test
  void keysOfOneNameKeepTheirOrder() {
    Dag dag =
        Samples.read(
            """
            <graphml><key id="a" for="node" attr.name="w"/>
            <key id="b" for="node" attr.name="w" attr.type="long"/>
            <graph edgedefault="directed"><node id="a"><data key="a">1</data></node></graph></graphml>
            """);
    assertThat(Samples.read(GraphMlWriter.write(dag))).isEqualTo(dag);
  }

  @Test
  void whatIsSaidMatters() {
    String text = GraphMlWriter.write(Samples.read(Samples.bytes("networkx.graphml")));
    Dag dag = Samples.read(text);
    for (String[] change :
        new String[][] {
          {"./noise.sh", "./noise.sh "},
          {">1.5<", ">1.25<"},
          {"PT10M", "PT11M"},
          {
            "attr.name=\"checked\" attr.type=\"boolean\"",
            "attr.name=\"checked\" attr.type=\"string\""
          },
          {" id=\"1\"", " id=\"2\""}
        }) {
      assertThat(text).contains(change[0]);
      assertThat(Samples.read(text.replace(change[0], change[1]))).isNotEqualTo(dag);
    }
  }

  @Test
  void whiteSpaceAndMarkupInPayloadsSurvive() {
    String payload = "if a < b && c > d; then\r\n\techo ']]>' \"x\" 'y' é \uD83D\uDE80\nfi\n";
    Vertex vertex = Vertex.plain(0, "a \"quoted\" <id>", "work", payload);
    Dag dag = Dag.of("", null, LatePolicy.DROP, List.of(vertex), List.of());
    Dag read = Samples.read(GraphMlWriter.write(dag));
    assertThat(read.vertices()).containsExactly(vertex);
    assertThat(read).isEqualTo(dag);
  }

  @Test
  void aGraphMadeInCodeIsTheOneThatIsRead() {
    Vertex full =
        new Vertex(
            "full",
            0,
            "run",
            Map.of("A", "\"1\""),
            "reco",
            Duration.ofSeconds(90),
            -3,
            4,
            2048,
            1,
            Map.of("os", "el9"),
            Duration.ofMillis(1500),
            2,
            true,
            Map.of("colour", "red"));
    Edge edge =
        new Edge(
            0, "full", "end", "f.txt", "/data/", "TXT", "OUT", "c", When.ALWAYS, Map.of("w", "1"));
    Heading heading =
        new Heading(
            "made",
            "all keys",
            Duration.ofMinutes(5),
            LatePolicy.RUN,
            Scope.ROLLING,
            List.of("made-small", "made-tiny"));
    List<Vertex> vertices = List.of(full, Vertex.plain(1, "end", Vertex.NOOP, ""));
    Dag dag = new Dag(heading, vertices, List.of(edge), null);
    Dag read = Samples.read(GraphMlWriter.write(dag));
    assertThat(DagJson.of(read)).isEqualTo(DagJson.of(dag));
    assertThat(read.vertices().get(0)).isEqualTo(full);
    assertThat(GraphMlWriter.write(read)).isEqualTo(GraphMlWriter.write(dag));
  }

  @Test
  void randomGraphsSurvive() {
    Random random = new Random(11);
    for (int i = 0; i < 50; i++) {
      Dag dag = RandomDags.of(random, 1 + random.nextInt(40), random.nextInt(80));
      Dag read = Samples.read(GraphMlWriter.write(dag));
      assertThat(read).isEqualTo(dag);
      assertThat(read.edges()).isEqualTo(dag.edges());
    }
  }
}
