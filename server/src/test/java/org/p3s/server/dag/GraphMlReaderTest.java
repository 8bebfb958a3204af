package org.p3s.server.dag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
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
  void theFileOfTheOldSystemIsReadUnchanged() throws IOException {
    String folder = System.getProperty("p3s.reference.data", System.getenv("P3S_REFERENCE_DATA"));
    assumeTrue(folder != null, "no folder with reference data given");
    Dag dag = Samples.read(Files.readAllBytes(Path.of(folder, "3filters.graphml")));
    assertThat(dag.vertices()).hasSize(5);
    assertThat(dag.edges()).hasSize(6).allMatch(edge -> edge.dataType().equals("TXT"));
    assertThat(dag.vertex("filter3").orElseThrow().timeLimit()).isEqualTo(Duration.ofSeconds(7777));
    assertThat(dag.edges().get(5).dataTag()).isEqualTo("OUTTXT3");
    assertThat(Samples.read(GraphMlWriter.write(dag))).isEqualTo(dag);
  }
}
