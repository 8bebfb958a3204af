package org.p3s.server.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.hasItems;

import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.p3s.server.testing.Api;
import org.p3s.server.testing.FakePilot;
import org.p3s.server.testing.ServerTest;

@ServerTest
class PartitionsTest {

  @Inject Partitions partitions;
  @Inject Jdbi jdbi;

  private final String site = "history-" + UUID.randomUUID();

  @BeforeEach
  void nothingIsOpen() {
    Api.cancelAll();
  }

  @Test
  void workGoesOnAcrossPartitionsAndOldOnesAreDropped() {
    FakePilot pilot = FakePilot.register(site, 4);
    long before = submit();
    int old = partitions.advance(Duration.ZERO);
    long first = submit();
    assertThat(first).isGreaterThanOrEqualTo(old * 10_000_000L).isGreaterThan(before);
    assertThat(pilot.take(4)).hasSize(2).allMatch(job -> pilot.ended(job, 0).commands().isEmpty());
    Api.admin()
        .get("/workflows?limit=5")
        .then()
        .body("items.id", hasItems((int) first, (int) before));

    int next = partitions.advance(Duration.ZERO);
    assertThat(next).isEqualTo(old + 1);
    long second = submit();
    assertThat(second).isGreaterThanOrEqualTo(next * 10_000_000L);
    backdate(next);
    assertThat(partitions.drop(Duration.ofHours(1))).as("its files are still there").isEmpty();
    jdbi.useHandle(
        handle ->
            handle.execute("update workflow set files_removed = true where ended_at is not null"));
    assertThat(partitions.drop(Duration.ofHours(1))).containsExactly(old);
    Api.admin().get("/workflows/" + first).then().statusCode(404);
    assertThat(pilot.take(4)).hasSize(1).allMatch(job -> pilot.ended(job, 0).commands().isEmpty());
  }

  @Test
  void aPartitionWithOpenWorkStays() {
    int old = partitions.advance(Duration.ZERO);
    submit();
    int next = partitions.advance(Duration.ZERO);
    assertThat(next).isEqualTo(old + 1);
    backdate(next);
    assertThat(partitions.drop(Duration.ofHours(1))).doesNotContain(old);
  }

  @Test
  void anEmptyPartitionIsNotLeft() {
    submit();
    int current = partitions.advance(Duration.ZERO);
    assertThat(partitions.advance(Duration.ZERO)).isEqualTo(current);
  }

  private long submit() {
    return Api.admin()
        .body(
            "[{\"name\": \"j\", \"payload\": \"true\", \"labels\": {\"site\": \"%s\"}}]"
                .formatted(site))
        .post("/jobs")
        .then()
        .statusCode(201)
        .extract()
        .jsonPath()
        .getLong("items[0].workflowId");
  }

  /** As if that partition had been filled for two hours. */
  private void backdate(int partition) {
    jdbi.useHandle(
        handle ->
            handle.execute(
                "update history_partition set opened_at = now() - interval '2 hours' where number = ?",
                partition));
  }
}
