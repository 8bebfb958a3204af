package org.p3s.server.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.path.json.JsonPath;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.p3s.server.testing.Api;
import org.p3s.server.testing.FakePilot;
import org.p3s.server.testing.Graphs;
import org.p3s.server.testing.ServerTest;

/** A share of slots that is kept for the files of one trigger. */
@ServerTest
class ReservationsTest {

  private final String site = UUID.randomUUID().toString();
  private final List<Long> made = new ArrayList<>();

  /** What is reserved is taken from what others may reserve. */
  @AfterEach
  void remove() {
    made.forEach(id -> Api.admin().delete("/triggers/" + id).then().statusCode(204));
  }

  private String trigger(String eta, Double reserve) {
    String name = "r" + UUID.randomUUID().toString().replace("-", "");
    String template = Graphs.template(site, "a");
    JsonPath trigger =
        Api.admin()
            .body(
                "{\"name\": \"%1$s\", \"pattern\": \"%1$s.*\", \"template\": \"%2$s\", \"eta\": \"%3$s\", \"reserve\": %4$s}"
                    .formatted(name, template, eta, reserve))
            .post("/triggers")
            .then()
            .statusCode(201)
            .extract()
            .jsonPath();
    made.add(trigger.getLong("id"));
    return name;
  }

  private static long announce(String trigger, int number) {
    return Api.admin()
        .body("{\"name\": \"%1$s_%2$d\", \"url\": \"/data/%1$s_%2$d\"}".formatted(trigger, number))
        .post("/files")
        .jsonPath()
        .getLong("workflows[0]");
  }

  @Test
  void jobsOfATriggerThatHasLessThanItsShareGoFirst() {
    String urgent = trigger("PT1H", null);
    String reserved = trigger("PT10H", 0.5);
    long first = announce(urgent, 1);
    long second = announce(reserved, 1);
    FakePilot pilot = FakePilot.register(site, 1);
    assertThat(pilot.takeOne().workflowId()).isEqualTo(second);
    FakePilot other = FakePilot.register(site, 1);
    assertThat(other.takeOne().workflowId()).isEqualTo(first);
  }

  @Test
  void withoutAShareTheDeadlineDecides() {
    String urgent = trigger("PT1H", null);
    String later = trigger("PT10H", null);
    announce(later, 1);
    long first = announce(urgent, 1);
    assertThat(FakePilot.register(site, 1).takeOne().workflowId()).isEqualTo(first);
  }

  @Test
  void aShareThatIsUsedUpGivesNothingAhead() {
    String urgent = trigger("PT1H", null);
    String reserved = trigger("PT10H", 0.000_001);
    FakePilot holder = FakePilot.register(site, 1);
    announce(reserved, 1);
    holder.takeOne();
    announce(reserved, 2);
    long first = announce(urgent, 1);
    assertThat(FakePilot.register(site, 1).takeOne().workflowId()).isEqualTo(first);
  }
}
