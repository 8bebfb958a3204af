package org.p3s.server.broker;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.p3s.protocol.JobOffer;
import org.p3s.server.testing.Api;
import org.p3s.server.testing.FakePilot;
import org.p3s.server.testing.ServerTest;

/** A job that runs for too long is ended behind its pilot's back. */
@ServerTest
class OverdueTest {

  @Inject Jdbi jdbi;
  @Inject Overdue overdue;
  @Inject Leases leases;

  private final String site = UUID.randomUUID().toString();
  private FakePilot pilot;
  private JobOffer job;

  @BeforeEach
  void aJobThatRunsForLong() {
    Api.cancelAll();
    pilot = FakePilot.register(site, 1);
    submit();
    job = pilot.takeOne();
    pilot.started(job);
    jdbi.useHandle(
        handle ->
            handle.execute(
                "update job set started_at = now() - interval '700 seconds' where id = ?",
                job.jobId()));
  }

  private void submit() {
    Api.admin()
        .body(
            "{\"name\": \"j\", \"payload\": \"true\", \"timeLimit\": 3600, \"labels\": {\"site\": \"%s\"}}"
                .formatted(site))
        .post("/jobs")
        .then()
        .statusCode(201);
  }

  private int end(long seconds) {
    return overdue.end(List.of(pilot.id), seconds).await().indefinitely();
  }

  @Test
  void thatIsNoSignOfItsPilot() {
    leases.writeNext();
    jdbi.useHandle(
        handle ->
            handle.execute(
                "update pilot set seen_at = now() - interval '100 seconds' where id = ?",
                pilot.id));
    assertThat(end(0)).isZero();
    assertThat(end(600)).isEqualTo(1);
    assertThat(end(600)).isZero();
    leases.writeNext();
    assertThat(
            jdbi.<Boolean, RuntimeException>withHandle(
                handle ->
                    handle
                        .createQuery(
                            "select seen_at < now() - interval '90 seconds' from pilot where id = :id")
                        .bind("id", pilot.id)
                        .mapTo(Boolean.class)
                        .one()))
        .isTrue();
  }

  @Test
  void thePilotIsToldToStopItAndMayHaveAnother() {
    assertThat(end(600)).isEqualTo(1);
    assertThat(FakePilot.aborts(pilot.exchange(List.of(), 0, 0), job)).isTrue();
    assertThat(Api.admin().get("/jobs/" + job.jobId()).asString())
        .contains("\"FAILED\"", "\"TIME_LIMIT\"");
    pilot.forget();
    submit();
    assertThat(pilot.take(1)).hasSize(1);
    pilot.signOff();
  }

  @Test
  void whatItsPilotEndedBeforeIsNotCounted() {
    pilot.ended(job, 0);
    assertThat(end(600)).isZero();
    pilot.signOff();
  }
}
