package org.p3s.server.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.p3s.protocol.JobOffer;
import org.p3s.server.testing.Api;
import org.p3s.server.testing.FakePilot;
import org.p3s.server.testing.Graphs;
import org.p3s.server.testing.ServerTest;

/** What operators do and what pilots report, at the same time. */
@ServerTest
class RacesTest {

  private String site;

  @BeforeEach
  void aSiteOfItsOwn() {
    Api.cancelAll();
    site = UUID.randomUUID().toString();
  }

  private static long submit(String template) {
    return Api.admin()
        .body("{\"template\": \"" + template + "\"}")
        .post("/workflows")
        .then()
        .statusCode(201)
        .extract()
        .jsonPath()
        .getLong("id");
  }

  /** Whichever of a report and a cancellation comes last settles the workflow, and sees both. */
  @Test
  void theLastJobToEndSettlesByHowAllEnded() throws Exception {
    String template = Graphs.template(site, "a b");
    FakePilot one = FakePilot.register(site, 1);
    FakePilot two = FakePilot.register(site, 1);
    for (int round = 0; round < 30; round++) {
      long workflow = submit(template);
      JobOffer failing = one.takeOne();
      JobOffer cancelled = two.takeOne();
      CompletableFuture<Void> report = CompletableFuture.runAsync(() -> one.ended(failing, 3));
      Api.admin().post("/jobs/" + cancelled.jobId() + "/cancel").then().statusCode(200);
      report.get(10, TimeUnit.SECONDS);
      two.ended(cancelled, 0);
      Api.admin()
          .get("/workflows/" + workflow)
          .then()
          .body("state", org.hamcrest.Matchers.equalTo("FAILED"))
          .body("jobsLeft", org.hamcrest.Matchers.equalTo(0));
    }
  }

  @Test
  void changesOfAWorkflowDoNotGetInTheWayOfItsJobs() throws Exception {
    String template = Graphs.template(site, "a>b b>c c>d d>e a>f f>e");
    List<Long> workflows = new ArrayList<>();
    IntStream.range(0, 10).forEach(i -> workflows.add(submit(template)));
    CompletableFuture<Void> work = CompletableFuture.runAsync(this::workUntilEmpty);
    int round = 0;
    while (!work.isDone()) {
      long workflow = workflows.get(round++ % workflows.size());
      String change = "{\"eta\": \"PT%dM\", \"priority\": %d}".formatted(10 + round % 9, round % 5);
      Api.admin().body(change).patch("/workflows/" + workflow).then().statusCode(200);
    }
    work.get(60, TimeUnit.SECONDS);
    for (long workflow : workflows) {
      assertThat(Api.admin().get("/workflows/" + workflow).<String>path("state"))
          .isEqualTo("FINISHED");
    }
  }

  private void workUntilEmpty() {
    FakePilot pilot = FakePilot.register(site, 8);
    List<JobOffer> taken = pilot.take(8);
    while (!taken.isEmpty()) {
      taken.forEach(job -> pilot.ended(job, 0));
      taken = pilot.take(8);
    }
  }
}
