package org.p3s.server.dag;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.p3s.protocol.Problem;

/** However a file is broken, the answer is a graph that holds together or a list of problems. */
class MutatedGraphTest {

  private static final List<String> SAMPLES =
      List.of("three-counts.graphml", "networkx.graphml", "yed.graphml", "gephi.graphml");

  private static final List<String> PIECES =
      List.of(
          "<",
          ">",
          "&",
          "\"",
          "'",
          "</graph>",
          "<graph>",
          "<node id='filter'>",
          "<data key='k1'>",
          "</data>",
          "<edge source='count1' target='BEGIN'/>",
          "&x;",
          "<!--",
          "]]>",
          "<![CDATA[",
          "-1",
          "1e9",
          "{",
          "\u0000",
          "xmlns=''",
          "<!DOCTYPE x>",
          "noop",
          " ",
          "\uFEFF",
          "é");

  @Test
  void brokenFilesNeverBreakTheReader() {
    long seed = Long.getLong("p3s.seed", System.nanoTime());
    System.out.println("mutations with -Dp3s.seed=" + seed);
    Random random = new Random(seed);
    int refused = 0;
    for (int i = 0; i < 2_000; i++) {
      byte[] bytes = Samples.bytes(SAMPLES.get(i % SAMPLES.size()));
      for (int n = 1 + random.nextInt(3); n > 0; n--) {
        bytes = mutate(bytes, random);
      }
      refused += isRefused(bytes) ? 1 : 0;
    }
    assertThat(refused).isBetween(500, 1_990);
  }

  private static boolean isRefused(byte[] bytes) {
    try {
      Dag dag = Samples.read(bytes);
      assertThat(dag.topologicalOrder()).hasSameSizeAs(dag.vertices());
      assertThat(Samples.read(GraphMlWriter.write(dag))).isEqualTo(dag);
      return false;
    } catch (InvalidGraph e) {
      assertThat(e.violations()).isNotEmpty().allMatch(MutatedGraphTest::isUseful);
      return true;
    }
  }

  private static boolean isUseful(Problem.Violation violation) {
    return violation.line() >= 1 && !violation.message().isBlank();
  }

  private static byte[] mutate(byte[] bytes, Random random) {
    int from = random.nextInt(bytes.length);
    int to = Math.min(bytes.length, from + random.nextInt(random.nextInt(10) == 0 ? 900 : 8));
    byte[] piece =
        switch (random.nextInt(5)) {
          case 0 -> new byte[0];
          case 1 -> new byte[] {(byte) random.nextInt(256)};
          case 2 -> Arrays.copyOfRange(bytes, Math.max(0, from - random.nextInt(400)), to);
          default -> PIECES.get(random.nextInt(PIECES.size())).getBytes(StandardCharsets.UTF_8);
        };
    byte[] changed = new byte[from + piece.length + bytes.length - to];
    System.arraycopy(bytes, 0, changed, 0, from);
    System.arraycopy(piece, 0, changed, from, piece.length);
    System.arraycopy(bytes, to, changed, from + piece.length, bytes.length - to);
    return changed.length == 0 ? bytes : changed;
  }
}
