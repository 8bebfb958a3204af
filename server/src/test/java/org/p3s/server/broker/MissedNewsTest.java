package org.p3s.server.broker;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.p3s.protocol.ExchangeAnswer;
import org.p3s.protocol.ExchangeRequest;
import org.p3s.server.testing.Api;
import org.p3s.server.testing.FakePilot;
import org.p3s.server.testing.ServerTest;

/** News of other servers may get lost with the connection on which they are heard. */
@ServerTest
class MissedNewsTest {

  @Inject Jdbi jdbi;

  @Test
  void whatWasMissedIsFoundOnceTheConnectionIsBack() throws Exception {
    Api.cancelAll();
    String site = UUID.randomUUID().toString();
    long job =
        Api.admin()
            .body(
                "{\"name\": \"j\", \"payload\": \"true\", \"state\": \"template\", \"labels\": {\"site\": \"%s\"}}"
                    .formatted(site))
            .post("/jobs")
            .then()
            .statusCode(201)
            .extract()
            .jsonPath()
            .getLong("id");
    FakePilot pilot = FakePilot.register(site, 1);
    CompletableFuture<ExchangeAnswer> waiting =
        pilot.later(new ExchangeRequest(List.of(), List.of(), 1, 30));
    FakePilot.register(site + "-x", 1).exchange(List.of(), 0, 0);
    jdbi.useHandle(
        handle -> {
          // as another server would, whose message is lost
          handle.execute(
              "update job set state = 'READY', reason = '', ready_at = now() where id = ?", job);
          handle.execute(
              "update workflow set state = 'RUNNING', started_at = now() where id = ? / 4096", job);
          handle
              .createQuery(
                  """
                  select pg_terminate_backend(pid) from pg_stat_activity
                  where application_name = 'p3s peer' and datname = current_database()
                  """)
              .mapTo(Boolean.class)
              .list();
        });
    assertThat(waiting.get(5, TimeUnit.SECONDS).jobs()).hasSize(1);
    pilot.signOff();
  }
}
