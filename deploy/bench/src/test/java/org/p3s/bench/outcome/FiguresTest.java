package org.p3s.bench.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.p3s.bench.measure.Yardsticks.Cost;
import org.p3s.protocol.Json;

class FiguresTest {

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void twoScenariosWereLookedAt() throws IOException {
    file = folder.resolve("figures.json");
    Figures.read(file)
        .renew(Map.of("claim", new Cost(2, 0.3), "beats", new Cost(1.5, 0)), "the first ones");
  }

  @Test
  void twoAndAHalfTimesAsMuchIsNoNews() throws IOException {
    assertThat(Figures.read(file).objections(Map.of("claim", new Cost(4.9, 0.74)))).isEmpty();
  }

  @Test
  void moreIsNamedWithWhatItWasAndIs() throws IOException {
    assertThat(Figures.read(file).objections(Map.of("claim", new Cost(5.1, 0.3))))
        .containsExactly(
            "claim: an operation cost 2.00 GETs of the server and costs 5.10, more than 2.5 times as much.");
  }

  @Test
  void multiplesOfNothingAreNothing() throws IOException {
    assertThat(Figures.read(file).objections(Map.of("beats", new Cost(1.5, 0.2)))).isEmpty();
    assertThat(Figures.read(file).objections(Map.of("beats", new Cost(1.5, 0.3)))).hasSize(1);
  }

  @Test
  void aScenarioThatNobodyLookedAtIsNamed() throws IOException {
    assertThat(Figures.read(file).objections(Map.of("cold", new Cost(1, 1))))
        .containsExactly("cold has no figures in %s.".formatted(file));
  }

  @Test
  void aRenewalLeavesOthersAsTheyAreAndSaysWhy() throws IOException {
    Figures.read(file).renew(Map.of("claim", new Cost(1, 0.1)), "claims need no locks any more");
    JsonNode root = Json.MAPPER.readTree(file.toFile());
    assertThat(root.at("/scenarios/claim/gets").asDouble()).isEqualTo(1);
    assertThat(root.at("/scenarios/beats/gets").asDouble()).isEqualTo(1.5);
    assertThat(root.at("/renewals").findValuesAsText("reason"))
        .containsExactly("the first ones", "claims need no locks any more");
    assertThat(root.at("/renewals/1/scenarios").asText()).isEqualTo("claim");
    assertThat(root.at("/renewals/1/date").asText()).matches("\\d{4}-\\d\\d-\\d\\d");
  }
}
