package org.p3s.server.web.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HistogramPictureTest {

  private static HistogramPicture draw(String json) {
    return HistogramPicture.of(json).orElseThrow();
  }

  @Test
  void aBarReachesItsContent() {
    HistogramPicture picture =
        draw("{\"edges\": [0, 1, 2], \"contents\": [0, 10], \"errors\": [0, 1]}");
    assertThat(picture.up()).extracting(Axis.Tick::label).contains("0", "10");
    long ten =
        picture.up().stream().filter(each -> each.label().equals("10")).findFirst().get().at();
    double bar =
        Arrays.stream(picture.bars().split("[VHMZ ]"))
            .filter(each -> !each.isEmpty())
            .mapToDouble(Double::parseDouble)
            .min()
            .orElseThrow();
    assertThat(bar).isBetween(ten - 1.0, ten + 1.0);
    assertThat(picture.errors()).hasSizeGreaterThan(5).doesNotContain("NaN");
  }

  @Test
  void binsOutsideOfTheLimitsAreCounted() {
    HistogramPicture picture =
        draw(
            "{\"edges\": [0, 1, 2, 3], \"contents\": [1, 5, 9], \"limits\": {\"min\": 2, \"max\": 8}}");
    assertThat(picture.outside()).isEqualTo(2);
    assertThat(picture.limits()).hasSize(2);
  }

  @Test
  void aSingleOutlierAmongManyBinsIsSeen() {
    String edges = IntStream.rangeClosed(0, 4_800).mapToObj(i -> "" + i).collect(joined());
    String contents =
        IntStream.range(0, 4_800).mapToObj(i -> i == 2_345 ? "50" : "1").collect(joined());
    HistogramPicture picture =
        draw(String.format(Locale.ROOT, "{\"edges\": [%s], \"contents\": [%s]}", edges, contents));
    assertThat(picture.isDense()).isTrue();
    double highest =
        Arrays.stream(picture.bars().split("V"))
            .skip(1)
            .mapToDouble(each -> Double.parseDouble(each.split("M")[0]))
            .min()
            .orElseThrow();
    assertThat(highest).isLessThan(40);
    assertThat(picture.bars().length()).isLessThan(12_000);
  }

  private static java.util.stream.Collector<CharSequence, ?, String> joined() {
    return Collectors.joining(",");
  }

  @Test
  void aReferenceMayBeAListOrAHistogram() {
    String start = "{\"edges\": [0, 1, 2], \"contents\": [1, 2], \"reference\": ";
    assertThat(draw(start + "[1, 1]}").reference()).isNotEmpty();
    assertThat(draw(start + "{\"contents\": [1, 1]}}").reference()).isNotEmpty();
    assertThat(draw(start + "[1]}").reference()).isEmpty();
  }

  @Test
  void equalContentsAndZerosAreDrawn() {
    assertThat(draw("{\"edges\": [0, 1, 2], \"contents\": [0, 0]}").bars()).doesNotContain("NaN");
    assertThat(draw("{\"edges\": [5, 5], \"contents\": [900]}").bars()).doesNotContain("NaN");
    assertThat(draw("{\"edges\": [0, 1, 2], \"contents\": [-4, -4]}").bars()).doesNotContain("NaN");
  }

  @Test
  void whatCannotBeDrawnIsLeftOut() {
    assertThat(HistogramPicture.of("{}")).isEmpty();
    assertThat(HistogramPicture.of("[]")).isEmpty();
    assertThat(HistogramPicture.of("{\"edges\": [0, 1], \"contents\": [1, 2]}")).isEmpty();
    assertThat(HistogramPicture.of("no json")).isEmpty();
  }
}
