package org.p3s.server.dag;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GraphMlReaderTest {

  @Test
  void theDialectOfTheOldSystemIsRead() {
    Dag dag = Samples.read(Samples.bytes("three-counts.graphml"));
    assertThat(dag.vertices())
        .extracting(Vertex::id)
        .containsExactly("BEGIN", "count1", "count2", "END");
    Vertex count = dag.vertex("count2").orElseThrow();
    assertThat(count.index()).isEqualTo(2);
    assertThat(count.payload()).isEqualTo("grep -c TWO $TEXT > $COUNT2");
    assertThat(count.env()).isEqualTo(Map.of("P3S_EXECMODE", "SHELL"));
    assertThat(count.jobType()).isEqualTo("count");
    assertThat(count.timeLimit()).isEqualTo(Duration.ofMinutes(10));
    assertThat(count.priority()).isEqualTo(3);
    assertThat(count.cores()).isEqualTo(1);
    assertThat(dag.vertices().get(0).isNoop()).isTrue();
    assertThat(dag.vertices().get(0).timeLimit()).isNull();
    assertThat(dag.edges().get(3))
        .isEqualTo(
            new Edge(
                3,
                "count2",
                "END",
                "count.txt",
                "/data/out/",
                "TXT",
                "COUNT2",
                "a number",
                When.SUCCESS,
                Map.of()));
    assertThat(dag.parents(3)).containsExactly(1, 2);
    assertThat(dag.children(0)).containsExactly(1, 2);
  }

  @Test
  void scopeAndAlternativesAreRead() {
    Dag dag =
        Samples.graph(
            """
            <data key="scope"> Rolling </data><data key="alternatives">half , no-tracks</data>
            <node id="a"/>
            """);
    assertThat(dag.scope()).isEqualTo(Scope.ROLLING);
    assertThat(dag.alternatives()).containsExactly("half", "no-tracks");
    assertThat(Samples.graph("<node id='a'/>").scope()).isEqualTo(Scope.FILE);
    assertThat(Samples.graph("<node id='a'/>").alternatives()).isEmpty();
  }

  @Test
  void whatNetworkxWritesIsRead() {
    Dag dag = Samples.read(Samples.bytes("networkx.graphml"));
    assertThat(dag.name()).isEqualTo("hits");
    assertThat(dag.eta()).isEqualTo(Duration.ofMinutes(10));
    assertThat(dag.late()).isEqualTo(LatePolicy.RUN);
    Vertex decode = dag.vertices().get(0);
    assertThat(decode.env()).isEqualTo(Map.of("LEVEL", "3"));
    assertThat(decode.cores()).isEqualTo(2);
    assertThat(decode.memoryMiB()).isEqualTo(2000);
    Vertex noise = dag.vertices().get(1);
    assertThat(noise.timeLimit()).isEqualTo(Duration.ofMinutes(1)); // a double, 60.0
    assertThat(noise.estimate()).isEqualTo(Duration.ofSeconds(20));
    assertThat(noise.labels()).isEqualTo(Map.of("gpu", "a100", "os", "el9"));
    assertThat(noise.retries()).isEqualTo(1);
    assertThat(dag.vertices().get(2).payload()).isEqualTo("./hits.sh \"$ADC\" && echo <done>");
    assertThat(dag.vertices().get(2).extra()).isEqualTo(Map.of("checked", "True", "weight", "1.5"));
    assertThat(dag.vertices().get(3).extra()).isEqualTo(Map.of("weight", "2")); // a key of its own
    assertThat(dag.outEdges(0))
        .extracting(Edge::name)
        .containsExactly("adc.bin", "adc.bin", "map.txt");
    assertThat(dag.children(0)).containsExactly(1, 2);
    assertThat(dag.isTolerant(1, 3)).isTrue();
    assertThat(dag.isTolerant(2, 3)).isFalse();
  }

  @Test
  void whatYedWritesIsRead() {
    Dag dag = Samples.read(Samples.bytes("yed.graphml"));
    assertThat(dag.name()).isEqualTo("G");
    assertThat(dag.vertices()).extracting(Vertex::id).containsExactly("n0", "n1");
    assertThat(dag.vertices()).extracting(Vertex::jobType).containsOnly("reco"); // by default
    assertThat(dag.vertices())
        .extracting(Vertex::timeLimit)
        .containsExactly(Duration.ofMinutes(15), Duration.ofMinutes(2));
    assertThat(dag.vertices().get(0).payload()).isEqualTo("test -s \"$RAW\" && ./decode < $RAW");
    assertThat(dag.vertices().get(1).extra().get("nodegraphics")).contains("<y:NodeLabel>Purity<");
    assertThat(dag.edges().get(0).dataTag()).isEqualTo("ADC");
  }

  @Test
  void whatGephiWritesIsRead() {
    Dag dag = Samples.read(Samples.bytes("gephi.graphml"));
    assertThat(dag.vertices().get(0).priority()).isEqualTo(4);
    assertThat(dag.vertices().get(0).extra()).containsEntry("label", "Monitor");
    assertThat(dag.edges().get(0).comment()).isEqualTo("the plots of one file");
    assertThat(dag.edges().get(0).extra()).containsEntry("Edge Label", "plots");
    assertThat(dag.edges().get(0).carriesFile()).isFalse();
  }

  @Test
  void anyDeclaredEncodingAndByteOrderMarkIsRead() {
    String text = "<graphml><graph edgedefault='directed'><node id='Zähler'/></graph></graphml>";
    Map<String, Charset> ways =
        Map.of(
            "", StandardCharsets.UTF_8,
            "\uFEFF", StandardCharsets.UTF_8,
            "<?xml version='1.0' encoding='ISO-8859-1'?>", StandardCharsets.ISO_8859_1,
            "<?xml version='1.0' encoding='UTF-16'?>", StandardCharsets.UTF_16);
    ways.forEach(
        (before, charset) ->
            assertThat(Samples.read((before + text).getBytes(charset)).vertices())
                .extracting(Vertex::id)
                .containsExactly("Zähler"));
  }

  @Test
  void namespacePrefixesAndCharacterReferencesAreRead() {
    Dag dag =
        Samples.read(
            """
            <g:graphml xmlns:g="http://graphml.graphdrawing.org/xmlns">
              <g:key id="p" attr.name="payload"/>
              <g:graph edgedefault="directed">
                <g:node id="a"><g:data key="p">a&lt;b &#x26; <![CDATA[c<d]]><!-- so --> e</g:data></g:node>
              </g:graph>
            </g:graphml>
            """);
    assertThat(dag.vertices().get(0).payload()).isEqualTo("a<b & c<d e");
    assertThat(Samples.read(GraphMlWriter.write(dag))).isEqualTo(dag);
  }

  @Test
  void aFileMayComeFromTwoJobsAndGoToTwo() {
    Dag dag =
        Samples.graph(
            """
            <node id="a"/><node id="b"/><node id="c"/><node id="d"/>
            <edge source="a" target="c"><data key="name">x</data><data key="datatag">X</data></edge>
            <edge source="b" target="c"><data key="name">x</data><data key="datatag">X</data></edge>
            <edge source="a" target="d"><data key="name">x</data><data key="datatag">X</data></edge>
            """);
    assertThat(dag.edges()).hasSize(3);
  }

  @Test
  void theLargestGraphIsReadInASecond() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < GraphMlReader.MOST_VERTICES; i++) {
      text.append("<node id='vertex").append(i).append("'><data key='payload'>./run.sh ").append(i);
      text.append("</data><data key='env'>{\"N\":\"").append(i).append("\"}</data></node>\n");
    }
    for (int i = 0; i < 20_000; i++) {
      int source = (i * 31) % (GraphMlReader.MOST_VERTICES - 1);
      text.append("<edge source='vertex").append(source).append("' target='vertex");
      text.append(source + 1 + i % (GraphMlReader.MOST_VERTICES - source - 1));
      text.append("'><data key='name'>file").append(i).append("</data></edge>\n");
    }
    long start = System.nanoTime();
    Dag dag = Samples.graph(text.toString());
    System.out.printf(
        "reading %d vertices, %d edges: %d ms%n",
        dag.vertices().size(), dag.edges().size(), (System.nanoTime() - start) / 1_000_000);
    assertThat(dag.topologicalOrder()).hasSize(GraphMlReader.MOST_VERTICES);
  }

  @Test
  void theExampleOfTheReferenceIsRead() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "reference", "graphml.md"));
    int start = page.indexOf("```xml\n") + "```xml\n".length();
    Dag dag = Samples.read(page.substring(start, page.indexOf("```", start)));
    assertThat(dag.name()).isEqualTo("count");
    assertThat(dag.vertex("count").orElseThrow().timeLimit()).isEqualTo(Duration.ofMinutes(2));
  }

  @Test
  void theFileOfTheOldSystemIsReadUnchanged() throws IOException {
    Dag dag = Samples.read(Samples.bytes("/old/3filters.graphml"));
    assertThat(dag.vertices()).hasSize(5);
    assertThat(dag.edges()).hasSize(6).allMatch(edge -> edge.dataType().equals("TXT"));
    assertThat(dag.vertex("filter3").orElseThrow().timeLimit()).isEqualTo(Duration.ofSeconds(7777));
    assertThat(dag.edges().get(5).dataTag()).isEqualTo("OUTTXT3");
    assertThat(Samples.read(GraphMlWriter.write(dag))).isEqualTo(dag);
  }
}
