package org.p3s.server.job.type;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Inject;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.p3s.server.testing.Api;
import org.p3s.server.testing.FakePilot;
import org.p3s.server.testing.ServerTest;

/** Limits that change while several servers, each with a memory of its own, give jobs away. */
@ServerTest
class SeveralServersTest {

  private static final int ROUNDS = 60;

  @Inject Jdbi jdbi;
  @Inject JobTypeStore store;
  @Inject JobTypeChanges changes;

  private final String type = "type-" + UUID.randomUUID().toString().substring(0, 8);
  private long pilot;

  @Test
  void noneGivesMoreThanTheLimitThatHoldsAtThatMoment() throws Exception {
    Api.cancelAll();
    // jobs of a site without pilots: only this test takes them
    String job =
        "{\"name\": \"j\", \"payload\": \"true\", \"jobType\": \"%s\", \"labels\": {\"site\": \"none\"}}"
            .formatted(type);
    Api.admin()
        .body("[" + String.join(",", Collections.nCopies(40, job)) + "]")
        .post("/jobs")
        .then()
        .statusCode(201);
    pilot = FakePilot.register("elsewhere", 1).id;
    AtomicInteger given = new AtomicInteger();
    List<CompletableFuture<Void>> servers =
        IntStream.range(0, 4)
            .mapToObj(seed -> CompletableFuture.runAsync(() -> serve(new Random(seed), given)))
            .toList();
    CompletableFuture<Void> all =
        CompletableFuture.allOf(servers.toArray(CompletableFuture[]::new));
    Random random = new Random(4);
    while (!all.isDone()) {
      Integer limit = random.nextInt(4) == 0 ? null : random.nextInt(6);
      changes.change(type, was -> was.withLimit(limit).withPaused(random.nextInt(5) == 0), "test");
    }
    all.get(1, TimeUnit.SECONDS);
    assertThat(given.get()).isPositive();
    takeBack(Integer.MAX_VALUE);
    Api.cancelAll();
  }

  private void serve(Random random, AtomicInteger given) {
    JobTypes types = new JobTypes(store);
    for (int round = 0; round < ROUNDS; round++) {
      QuarkusTransaction.requiringNew().run(() -> given.addAndGet(give(types, random)));
      QuarkusTransaction.requiringNew().run(() -> takeBack(random.nextInt(4)));
    }
  }

  /** One turn of a broker, which also looks at what holds before its locks are gone. */
  private int give(JobTypes types, Random random) {
    types.hold();
    boolean restricted = types.isRestricted(type);
    int allowance = restricted ? types.allowances(Set.of(type)).get(type) : Integer.MAX_VALUE;
    List<Long> taken = dispatch(Math.min(allowance, random.nextInt(4)));
    types.took(Map.of(type, taken));
    JobType set = store.find(type).orElse(JobType.unrestricted(type));
    assertThat(set.isRestricted()).as("what the server has heard").isEqualTo(restricted);
    if (!taken.isEmpty() && set.heldLimit() != null) {
      assertThat(set.paused()).isFalse();
      assertThat(held()).isLessThanOrEqualTo(set.heldLimit());
    }
    return taken.size();
  }

  private List<Long> dispatch(int most) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    update job set state = 'DISPATCHED', pilot_id = :pilot, attempt = attempt + 1,
                                   dispatched_at = now()
                    where id in (
                      select id from job where job_type = :type and state = 'READY'
                      order by id limit :most for update skip locked)
                    returning id
                    """)
                .bind("pilot", pilot)
                .bind("type", type)
                .bind("most", most)
                .mapTo(Long.class)
                .list());
  }

  private void takeBack(int most) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    update job set state = 'READY', pilot_id = null where id in (
                      select id from job where job_type = :type and state = 'DISPATCHED'
                      order by id limit :most for update skip locked)
                    """)
                .bind("type", type)
                .bind("most", most)
                .execute());
  }

  private int held() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "select count(*) from job where job_type = :type and state = 'DISPATCHED'")
                .bind("type", type)
                .mapTo(Integer.class)
                .one());
  }
}
