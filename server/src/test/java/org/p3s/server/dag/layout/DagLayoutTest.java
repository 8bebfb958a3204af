package org.p3s.server.dag.layout;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.p3s.server.dag.Dag;
import org.p3s.server.dag.Edge;
import org.p3s.server.dag.LatePolicy;
import org.p3s.server.dag.RandomDags;
import org.p3s.server.dag.Vertex;
import org.p3s.server.dag.layout.DagLayout.Box;
import org.p3s.server.dag.layout.DagLayout.Line;

class DagLayoutTest {

  @Test
  void childrenStandRightOfTheirParentsAndNothingOverlaps() {
    Random random = new Random(7);
    for (int i = 0; i < 60; i++) {
      Dag dag = RandomDags.of(random, 1 + random.nextInt(60), random.nextInt(120));
      DagLayout layout = DagLayout.of(dag);
      assertThat(layout.boxes()).hasSameSizeAs(dag.vertices());
      for (Box box : layout.boxes()) {
        assertThat(box.x()).isNotNegative();
        assertThat(box.y()).isNotNegative();
        assertThat(box.x() + box.width()).isLessThan(layout.width());
        assertThat(box.y() + box.height()).isLessThan(layout.height());
        for (int child : dag.children(box.vertex())) {
          assertThat(layout.boxes().get(child).x()).isGreaterThan(box.x() + box.width());
        }
        for (Box other : layout.boxes()) {
          assertThat(other.vertex() != box.vertex() && overlap(box, other)).isFalse();
        }
      }
    }
  }

  private static boolean overlap(Box a, Box b) {
    return a.x() < b.x() + b.width()
        && b.x() < a.x() + a.width()
        && a.y() < b.y() + b.height()
        && b.y() < a.y() + a.height();
  }

  @Test
  void aFanIsDrawnWithoutCrossingsAndItsEndsInTheMiddle() {
    Dag dag = dag(5, 0, 1, 0, 2, 0, 3, 1, 4, 2, 4, 3, 4);
    List<Box> boxes = DagLayout.of(dag).boxes();
    assertThat(boxes.get(1).y()).isLessThan(boxes.get(2).y());
    assertThat(boxes.get(2).y()).isLessThan(boxes.get(3).y());
    assertThat(boxes.get(0).y()).isEqualTo(boxes.get(2).y());
    assertThat(boxes.get(4).y()).isEqualTo(boxes.get(2).y());
  }

  @Test
  void crossedPairsAreUncrossed() {
    List<Box> boxes = DagLayout.of(dag(6, 0, 5, 1, 4, 2, 3)).boxes();
    assertThat(boxes.get(0).y()).isEqualTo(boxes.get(5).y());
    assertThat(boxes.get(1).y()).isEqualTo(boxes.get(4).y());
    assertThat(boxes.get(2).y()).isEqualTo(boxes.get(3).y());
  }

  @Test
  void aLongLineGoesAroundTheBoxesBetween() {
    DagLayout layout = DagLayout.of(dag(3, 0, 1, 1, 2, 0, 2));
    Box between = layout.boxes().get(1);
    Line line =
        layout.lines().stream()
            .filter(one -> one.source() == 0 && one.target() == 2)
            .findFirst()
            .orElseThrow();
    Matcher level = Pattern.compile(" L[0-9.]+,([0-9.]+)").matcher(line.path());
    assertThat(level.find()).isTrue();
    double y = Double.parseDouble(level.group(1));
    assertThat(y < between.y() || y > between.y() + between.height()).isTrue();
  }

  @Test
  void parallelEdgesAreOneLineWhoseEndsTouchTheBoxes() {
    DagLayout layout = DagLayout.of(dag(2, 0, 1, 0, 1));
    assertThat(layout.lines()).hasSize(1);
    Box source = layout.boxes().get(0);
    assertThat(layout.lines().get(0).path())
        .startsWith("M" + (long) (source.x() + source.width()) + ",")
        .matches("[MCL0-9., -]+");
  }

  @Test
  void theSameGraphGivesTheSamePicture() {
    assertThat(DagLayout.of(RandomDags.of(new Random(3), 80, 160)))
        .isEqualTo(DagLayout.of(RandomDags.of(new Random(3), 80, 160)));
  }

  @Test
  void theLargestGraphsAreDrawnToo() {
    time("1,000 vertices, 2,000 edges", RandomDags.of(new Random(1), 1_000, 2_000));
    time("4,096 vertices, 65,536 edges", RandomDags.of(new Random(1), 4_096, 65_536));
    int[] chain = new int[2 * 4_095];
    for (int i = 0; i < 4_095; i++) {
      chain[2 * i] = i;
      chain[2 * i + 1] = i + 1;
    }
    time("a chain of 4,096", dag(4_096, chain));
  }

  private static void time(String what, Dag dag) {
    DagLayout.of(dag); // warm
    long start = System.nanoTime();
    DagLayout layout = DagLayout.of(dag);
    long millis = (System.nanoTime() - start) / 1_000_000;
    System.out.println("layout of " + what + ": " + millis + " ms");
    assertThat(layout.boxes()).hasSameSizeAs(dag.vertices());
    assertThat(layout.toString().getBytes(StandardCharsets.UTF_8)).isNotEmpty();
  }

  private static Dag dag(int vertices, int... ends) {
    List<Vertex> list = new ArrayList<>();
    for (int i = 0; i < vertices; i++) {
      list.add(Vertex.plain(i, "v" + i, "work", "run"));
    }
    List<Edge> edges = new ArrayList<>();
    for (int i = 0; i < ends.length; i += 2) {
      edges.add(Edge.plain(edges.size(), "v" + ends[i], "v" + ends[i + 1]));
    }
    return Dag.of("drawn", null, LatePolicy.DROP, list, edges);
  }
}
