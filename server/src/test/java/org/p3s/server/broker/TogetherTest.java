package org.p3s.server.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.p3s.protocol.AttemptReport;
import org.p3s.protocol.AttemptReport.Phase;
import org.p3s.protocol.ExchangeAnswer;
import org.p3s.protocol.ExchangeRequest;
import org.p3s.protocol.JobOffer;
import org.p3s.protocol.Json;
import org.p3s.server.job.JobKey;
import org.p3s.server.testing.Api;
import org.p3s.server.testing.FakePilot;
import org.p3s.server.testing.ServerTest;

/** Exchanges that are served together do not suffer from each other, nor from clients that left. */
@ServerTest
class TogetherTest {

  @Inject Jdbi jdbi;

  private String site;

  @BeforeEach
  void aSiteOfItsOwn() {
    Api.cancelAll();
    site = UUID.randomUUID().toString();
  }

  private void submit(int jobs) {
    String job =
        "{\"name\": \"j\", \"payload\": \"true\", \"labels\": {\"site\": \"%s\"}}".formatted(site);
    String list = String.join(",", Collections.nCopies(jobs, job));
    Api.admin().body("[" + list + "]").post("/jobs").then().statusCode(201);
  }

  private static String state(JobOffer job) {
    return Api.admin().get("/jobs/" + job.jobId()).path("job.state");
  }

  private static ExchangeRequest ends(JobOffer job, String message, int want) {
    AttemptReport good = FakePilot.report(job, Phase.ENDED, 0, null);
    AttemptReport report =
        new AttemptReport(
            good.jobId(),
            good.attempt(),
            good.phase(),
            good.exitCode(),
            null,
            message,
            good.outputs(),
            good.startedAt(),
            good.endedAt(),
            null,
            null,
            null);
    return new ExchangeRequest(List.of(), List.of(report), want, 0);
  }

  @Test
  void aPoisonedExchangeFailsAlone() throws Exception {
    submit(24);
    List<FakePilot> pilots =
        IntStream.range(0, 12).mapToObj(i -> FakePilot.register(site, 1)).toList();
    List<JobOffer> jobs = pilots.stream().map(FakePilot::takeOne).toList();
    List<CompletableFuture<ExchangeAnswer>> answers = new ArrayList<>();
    try (Poison poison = new Poison(jdbi)) {
      // while the first one has to wait in the database the others arrive and form a batch
      try (Handle lock = jdbi.open()) {
        lock.begin();
        lock.execute(
            "select from workflow where id = ? for update", JobKey.workflow(jobs.get(0).jobId()));
        answers.add(pilots.get(0).later(ends(jobs.get(0), null, 1)));
        poison.awaitWaiting();
        for (int i = 1; i < jobs.size(); i++) {
          String message = i == 5 ? Poison.MESSAGE : null;
          answers.add(pilots.get(i).later(ends(jobs.get(i), message, 1)));
        }
        // one that came last and reports, too, of what it does not hold: all have arrived
        CompletableFuture<ExchangeAnswer> last =
            FakePilot.register(site + "-x", 1).later(ends(jobs.get(0), null, 0));
        assertThat(last).isNotDone();
        lock.commit();
        last.get(20, TimeUnit.SECONDS);
      }
      for (int i = 0; i < jobs.size(); i++) {
        CompletableFuture<ExchangeAnswer> answer = answers.get(i);
        if (i == 5) {
          assertThatThrownBy(() -> answer.get(20, TimeUnit.SECONDS)).hasMessageContaining("500");
          assertThat(state(jobs.get(i))).isEqualTo("DISPATCHED");
        } else {
          assertThat(answer.get(20, TimeUnit.SECONDS).jobs()).hasSize(1);
          assertThat(state(jobs.get(i))).isEqualTo("FINISHED");
        }
      }
    }
    // the poison is gone: the same report counts now
    ExchangeAnswer again = pilots.get(5).exchange(ends(jobs.get(5), Poison.MESSAGE, 1));
    assertThat(again.jobs()).hasSize(1);
    assertThat(again.commands()).isEmpty();
    assertThat(state(jobs.get(5))).isEqualTo("FINISHED");
  }

  /** Makes the database refuse one report, whatever else its transaction holds. */
  private static final class Poison implements AutoCloseable {

    static final String MESSAGE = "this is poison";

    private final Jdbi jdbi;

    Poison(Jdbi jdbi) {
      this.jdbi = jdbi;
      jdbi.useHandle(
          handle ->
              handle.execute(
                  """
                  create function poison() returns trigger language plpgsql as $$
                  begin
                    raise exception 'poisoned by a test';
                  end $$;
                  create trigger poison before insert or update on attempt for each row
                  when (new.message = 'this is poison') execute function poison()
                  """));
    }

    /** Somebody waits for a lock. */
    void awaitWaiting() throws InterruptedException {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (jdbi.withHandle(
              handle ->
                  handle
                      .createQuery("select count(*) from pg_locks where not granted")
                      .mapTo(Integer.class)
                      .one())
          == 0) {
        assertThat(System.nanoTime()).as("nobody waits for the lock").isLessThan(end);
        TimeUnit.MILLISECONDS.sleep(5);
      }
    }

    @Override
    public void close() {
      jdbi.useHandle(
          handle -> handle.execute("drop trigger poison on attempt; drop function poison()"));
    }
  }

  /** A connection on which an exchange waits for a job. */
  private static Socket waitOn(FakePilot pilot) throws Exception {
    Socket socket = new Socket(InetAddress.getByName("localhost"), io.restassured.RestAssured.port);
    String body = Json.MAPPER.writeValueAsString(new ExchangeRequest(List.of(), List.of(), 1, 60));
    String head =
        """
        POST /api/v1/pilots/%d/exchange HTTP/1.1
        Host: localhost
        Authorization: Bearer %s
        Content-Type: application/json
        Content-Length: %d

        """
            .formatted(pilot.id, pilot.token, body.length())
            .replace("\n", "\r\n");
    socket.getOutputStream().write((head + body).getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
    return socket;
  }

  @Test
  void clientsThatLeftAreGivenNothingAndHoldUpNobody() throws Exception {
    List<Socket> sockets = new ArrayList<>();
    List<FakePilot> gone = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      FakePilot pilot = FakePilot.register(site, 1);
      gone.add(pilot);
      sockets.add(waitOn(pilot));
    }
    FakePilot alive = FakePilot.register(site, 1);
    CompletableFuture<ExchangeAnswer> waiting =
        alive.later(new ExchangeRequest(List.of(), List.of(), 1, 30));
    FakePilot.register(site + "-x", 1).exchange(List.of(), 0, 0);
    for (Socket each : sockets.subList(0, 10)) {
      // without a word
      each.setSoLinger(true, 0);
      each.close();
    }
    for (Socket each : sockets.subList(10, 20)) {
      each.shutdownOutput();
      // the server closes its side too: it has noticed
      assertThat(each.getInputStream().read()).isEqualTo(-1);
      each.close();
    }
    submit(1);
    JobOffer job = waiting.get(10, TimeUnit.SECONDS).jobs().get(0);
    alive.ended(job, 0);
    assertThat(state(job)).isEqualTo("FINISHED");
    // and those that come back find what there is
    submit(20);
    gone.forEach(FakePilot::takeOne);
  }

  /** Nothing may wait for the rest of a body on a thread that serves others. */
  @Test
  void aLongExchangeThatComesSlowlyIsServed() throws Exception {
    FakePilot pilot = FakePilot.register(site, 1);
    submit(1);
    String body = "{\"want\": 1, \"waitSeconds\": 0" + " ".repeat(200_000) + "}";
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), io.restassured.RestAssured.port)) {
      socket.setSoTimeout(10_000);
      String head =
          """
          POST /api/v1/pilots/%d/exchange HTTP/1.1\r
          Host: localhost\r
          Authorization: Bearer %s\r
          Content-Type: application/json\r
          Content-Length: %d\r
          Connection: close\r
          \r
          """
              .formatted(pilot.id, pilot.token, body.length());
      byte[] all = (head + body).getBytes(StandardCharsets.US_ASCII);
      for (int from = 0; from < all.length; from += 50_000) {
        socket.getOutputStream().write(all, from, Math.min(50_000, all.length - from));
        socket.getOutputStream().flush();
        TimeUnit.MILLISECONDS.sleep(100);
      }
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 200").contains("\"jobId\"");
    }
  }

  /** It reads nothing any more, but its connection stands: only its lease can tell. */
  @Test
  void whatAClientDidNotHearIsGivenAgainToIt() throws Exception {
    FakePilot deaf = FakePilot.register(site, 1);
    try (Socket socket = waitOn(deaf)) {
      FakePilot.register(site + "-x", 1).exchange(List.of(), 0, 0);
      submit(1);
      // its answer lies in the socket, unread
      awaitHeld(deaf);
      JobOffer again = deaf.takeOne();
      assertThat(again.attempt()).isEqualTo(1);
      assertThat(socket.isClosed()).isFalse();
    }
  }

  private static void awaitHeld(FakePilot pilot) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!Integer.valueOf(1).equals(Api.admin().get("/pilots/" + pilot.id).path("held"))) {
      assertThat(System.nanoTime()).as("the job is not given").isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }
}
