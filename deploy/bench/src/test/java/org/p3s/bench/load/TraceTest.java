package org.p3s.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is drawn is what was asked for. */
class TraceTest {

  private static final double RATE = 30;
  private static final double SECONDS = 1_000;

  @ParameterizedTest
  @EnumSource
  void filesComeInOrderAtTheRateThatWasAskedFor(Trace.Kind kind) {
    List<Trace.File> files = Trace.draw(kind, RATE, SECONDS).files();
    assertThat((double) files.size()).isCloseTo(RATE * SECONDS, within(0.02 * RATE * SECONDS));
    assertThat(files).extracting(Trace.File::seen).isSorted();
    assertThat(files.get(files.size() - 1).seen()).isBetween(0.0, SECONDS);
  }

  @Test
  void burstsBeginRuns() {
    double first =
        Trace.draw(Trace.Kind.BURSTY, RATE, SECONDS).files().stream()
            .filter(each -> each.seen() < 6)
            .count();
    assertThat(first / 6).isGreaterThan(3 * RATE);
  }

  @Test
  void jobsTakeAsLongAsTheirTemplateSaysOnAverage() {
    List<Trace.File> files = Trace.draw(Trace.Kind.POISSON, RATE, SECONDS).files();
    for (int vertex = 0; vertex < Graphs.STEP_SECONDS.size(); vertex++) {
      int which = vertex;
      double mean =
          files.stream().mapToDouble(each -> each.secondsOf(which)).average().orElseThrow();
      double said = Graphs.STEP_SECONDS.get(vertex);
      assertThat(mean).isCloseTo(said, within(0.01 * said));
    }
  }

  @Test
  void theSameIsDrawnAgain() {
    Trace trace = Trace.draw(Trace.Kind.BURSTY, RATE, 60);
    assertThat(trace.csv()).isEqualTo(Trace.draw(Trace.Kind.BURSTY, RATE, 60).csv());
    assertThat(trace.csv().get(0)).isEqualTo("seen,a,b,c,d,e");
    assertThat(trace.csv().get(1)).matches("\\d+\\.\\d{6}(,\\d+\\.\\d{6}){5}");
  }
}
