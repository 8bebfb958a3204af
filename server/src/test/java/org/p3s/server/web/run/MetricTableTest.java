package org.p3s.server.web.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricTableTest {

  private static Results.Metric metric(String name, String element, Double value) {
    return new Results.Metric(name, element, "ADC", value, 0.5, 1.0, 6.0, Instant.EPOCH);
  }

  @Test
  void elementsOfOneFamilyStandSideBySideInTheirOrder() {
    List<MetricTable> tables =
        MetricTable.of(
            List.of(
                metric("rms", "APA10/Z", 2.0),
                metric("rms", "APA2/Z", 3.0),
                metric("rms", "APA2/U", 4.0)));
    assertThat(tables).hasSize(1);
    assertThat(tables.get(0).columns()).containsExactly("APA2", "APA10");
    assertThat(tables.get(0).rows()).extracting(MetricTable.Row::part).containsExactly("U", "Z");
    assertThat(tables.get(0).rows().get(0).cells())
        .containsExactly(new MetricTable.Cell("4.00 ± 0.50", ""), MetricTable.Cell.EMPTY);
  }

  @Test
  void theWholeDetectorAndPlanesHaveTablesOfTheirOwn() {
    List<MetricTable> tables =
        MetricTable.of(
            List.of(
                metric("rms", "APA1", 2.0),
                metric("events", "", 2.0),
                metric("charge", "U", 2.0),
                metric("charge", "Z", 2.0)));
    assertThat(tables)
        .extracting(MetricTable::columns)
        .containsExactly(List.of(""), List.of("U", "Z"), List.of("APA1"));
  }

  @Test
  void aValueOutsideOfItsLimitsSaysSo() {
    List<MetricTable.Cell> cells =
        MetricTable.of(
                List.of(
                    metric("rms", "APA1", 0.5),
                    metric("rms", "APA2", 6.5),
                    metric("rms", "APA3", null)))
            .get(0)
            .rows()
            .get(0)
            .cells();
    assertThat(cells)
        .extracting(MetricTable.Cell::verdict)
        .containsExactly("▼ below 1", "▲ above 6", "");
    assertThat(cells.get(2).text()).isEqualTo("none");
  }

  @Test
  void strangeElementsDoNoHarm() {
    List<MetricTable> tables =
        MetricTable.of(
            List.of(
                metric("rms", "\n", 2.0),
                metric("rms", "//", 2.0),
                metric("rms", "x99999999999999999999999999", 2.0),
                metric("rms", "7", 2.0)));
    assertThat(tables.stream().mapToInt(each -> each.rows().size()).sum()).isPositive();
  }
}
