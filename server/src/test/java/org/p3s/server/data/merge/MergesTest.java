package org.p3s.server.data.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.p3s.protocol.JobFile;
import org.p3s.protocol.JobOffer;
import org.p3s.protocol.Json;
import org.p3s.server.testing.Api;
import org.p3s.server.testing.FakePilot;
import org.p3s.server.testing.Graphs;
import org.p3s.server.testing.ServerTest;
import org.p3s.server.testing.TestPostgres;

/** Files of a run are merged once they are final, every one of them, and once. */
@ServerTest
class MergesTest {

  @Inject Merges merges;
  @Inject Jdbi jdbi;

  private final String site = UUID.randomUUID().toString();
  private final String prefix = "m" + UUID.randomUUID().toString().replace("-", "");
  private final long run = ThreadLocalRandom.current().nextLong(100_000_000, 900_000_000);
  private FakePilot pilot;

  @BeforeEach
  void aPilotOfItsOwn() {
    Api.cancelAll();
    pilot = FakePilot.register(site, 50);
  }

  /** A trigger on a template, both under this name. */
  private record Made(long id, String name) {}

  private void trigger(String scope, String arrows) {
    trigger(scope, arrows, "");
  }

  private Made trigger(String scope, String arrows, String more) {
    String name = "t-" + UUID.randomUUID();
    Graphs.importGraph(name, graph(scope, arrows));
    long id =
        Api.admin()
            .body(
                "{\"name\": \"%1$s\", \"pattern\": \"%2$s.*\", \"template\": \"%1$s\", \"eta\": \"PT1H\"%3$s}"
                    .formatted(name, prefix, more))
            .post("/triggers")
            .then()
            .statusCode(201)
            .extract()
            .jsonPath()
            .getLong("id");
    return new Made(id, name);
  }

  private String graph(String scope, String arrows) {
    String graph = Graphs.graphMl(site, arrows);
    if (scope != null) {
      String data = "<data key=\"scope\">%s</data>".formatted(scope);
      graph =
          graph
              .replace("<graph ", "<key id=\"scope\" for=\"graph\" attr.name=\"scope\"/><graph ")
              .replace("\"directed\">", "\"directed\">" + data);
    }
    return graph;
  }

  private JsonPath announce(String end) {
    String name = prefix + end;
    return Api.admin()
        .body(
            "{\"name\": \"%1$s\", \"url\": \"/data/%1$s\", \"size\": 5, \"run\": %2$d}"
                .formatted(name, run))
        .post("/files")
        .then()
        .statusCode(anyOf(equalTo(201), equalTo(200)))
        .extract()
        .jsonPath();
  }

  private void stop() {
    Api.admin().post("/runs/" + run + "/stop").then().statusCode(200);
  }

  /** Workflows of the run that are merges, the first one first. */
  private List<Long> mergeWorkflows() {
    List<Integer> ids =
        Api.admin()
            .get("/workflows?limit=500&run=" + run)
            .path("items.findAll { it.fileId == null }.id");
    return ids.stream().map(Integer::longValue).sorted().toList();
  }

  private static void await(BooleanSupplier condition) {
    Instant end = Instant.now().plus(Duration.ofSeconds(20));
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).isBefore(end);
      Thread.onSpinWait();
    }
  }

  private void awaitMerges(int count) {
    await(() -> mergeWorkflows().size() >= count);
    assertNoMore(count);
  }

  /** Whoever looks now finds nothing more to start. */
  private void assertNoMore(int count) {
    merges.startDue(Instant.now());
    assertThat(mergeWorkflows()).hasSize(count);
  }

  private JobOffer takeNamed(String vertex) {
    List<JobOffer> found = new ArrayList<>();
    await(
        () -> {
          found.addAll(pilot.take(1));
          return !found.isEmpty();
        });
    assertThat(found.get(0).vertex()).isEqualTo(vertex);
    return found.get(0);
  }

  private static List<JsonNode> inputs(long workflow, String token) {
    String text =
        Api.as(token)
            .get("/workflows/" + workflow + "/inputs")
            .then()
            .statusCode(200)
            .contentType(MergeInputResource.LINES)
            .extract()
            .asString();
    return text.lines().map(MergesTest::json).toList();
  }

  private static JsonNode json(String line) {
    try {
      return Json.MAPPER.readTree(line);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new AssertionError(line, e);
    }
  }

  private Set<String> names(long workflow) {
    return inputs(workflow, TestPostgres.ADMIN).stream()
        .map(each -> each.get("name").textValue().substring(prefix.length()))
        .collect(Collectors.toSet());
  }

  @Test
  void aRunIsMergedWhenItHasEndedAndItsFilesAreFinal() {
    trigger(null, "noop>reco reco>noopend");
    trigger("run", "merge");
    announce("1");
    announce("2");
    announce("3");
    assertThat(pilot.take(3)).extracting(JobOffer::vertex).containsOnly("reco");
    pilot.forget();
    assertNoMore(0);
    stop();
    assertNoMore(0);
    List<JobOffer> jobs = pilot.exchange(List.of(), 0, 0).jobs();
    assertThat(jobs).hasSize(3);
    pilot.ended(jobs.get(0), 0);
    pilot.ended(jobs.get(1), 1);
    assertNoMore(0);
    pilot.ended(jobs.get(2), 0);
    awaitMerges(1);
    JobOffer merge = takeNamed("merge");
    assertThat(merge.run()).isEqualTo(run);
    assertThat(merge.env()).containsEntry("P3S_MERGE", "complete");
    assertThat(merge.deadline()).isAfter(Instant.now().plus(Duration.ofMinutes(58)));
    assertThat(merge.inputs())
        .containsExactly(
            new JobFile(
                "P3S_INPUTS",
                "inputs.jsonl",
                "p3s:/api/v1/workflows/" + merge.workflowId() + "/inputs",
                null,
                null,
                false));
    List<JsonNode> inputs = inputs(merge.workflowId(), merge.token());
    // what failed is not merged
    assertThat(inputs).hasSize(2);
    JsonNode output = inputs.get(0).get("outputs").get(0);
    assertThat(output.get("vertex").textValue()).isEqualTo("reco");
    assertThat(output.get("tag").textValue()).isEqualTo("OUT_reco");
    assertThat(output.get("size").longValue()).isEqualTo(7);
    assertThat(output.get("url").textValue()).contains("/" + output.get("workflow") + "/");
    pilot.ended(merge, 0);
    assertNoMore(1);
  }

  @Test
  void aFileThatOnlyAMergeTakesIsProcessedAtOnceAndSaysWhatItWaitsFor() {
    trigger("run", "merge");
    JsonPath answer = announce("1");
    assertThat(answer.getString("state")).isEqualTo("PROCESSED");
    assertThat(answer.getString("reason"))
        .endsWith("; a merge of run %d will read it".formatted(run));
    stop();
    awaitMerges(1);
    assertThat(names(mergeWorkflows().get(0))).containsExactly("1");
  }

  @Test
  void aFileWithoutARunCannotBeMerged() {
    Made trigger = trigger("run", "merge", "");
    Api.admin()
        .body("{\"name\": \"%1$s\", \"url\": \"/data/%1$s\"}".formatted(prefix + "1"))
        .post("/files")
        .then()
        .statusCode(201)
        .body("state", equalTo("FAILED"))
        .body(
            "reason",
            equalTo("trigger %s merges runs, and the file has none".formatted(trigger.name())));
  }

  @ParameterizedTest
  @CsvSource({"run, newest", "run, all", "rolling, newest", "rolling, all"})
  void whatATriggerHeldIsMergedAfterItsResume(String scope, String missed) {
    Made trigger = trigger(scope, "merge", ", \"maxBacklog\": 1");
    Api.admin().post("/triggers/" + trigger.id() + "/pause").then().statusCode(200);
    for (String each : List.of("1", "2", "3")) {
      assertThat(announce(each).getString("state")).isEqualTo("SEEN");
    }
    stop();
    assertNoMore(0);
    Api.admin()
        .body("{\"missed\": \"" + missed + "\"}")
        .post("/triggers/" + trigger.id() + "/resume")
        .then()
        .statusCode(200);
    awaitMerges(1);
    assertThat(names(mergeWorkflows().get(0))).containsExactlyInAnyOrder("1", "2", "3");
    await(() -> Api.admin().get("/triggers/" + trigger.id()).path("resuming") == null);
    JsonPath again = announce("1");
    assertThat(again.getString("state")).isEqualTo("PROCESSED");
    assertThat(again.getString("reason"))
        .isEqualTo(
            "taken by trigger %s at its resume; a merge of run %d will read it"
                .formatted(trigger.name(), run));
  }

  @Test
  void whatATriggerHeldAndDoesNotWantIsNotMerged() {
    Made trigger = trigger("run", "merge", "");
    announce("1");
    Api.admin().post("/triggers/" + trigger.id() + "/pause").then().statusCode(200);
    announce("2");
    stop();
    // a paused trigger merges what it took before
    awaitMerges(1);
    Api.admin()
        .body("{\"missed\": \"none\"}")
        .post("/triggers/" + trigger.id() + "/resume")
        .then()
        .statusCode(200);
    await(() -> announce("2").getString("state").equals("STALE"));
    pilot.ended(takeNamed("merge"), 0);
    assertNoMore(1);
  }

  @Test
  void aBacklogIsNotCountedInFilesThatAreMerged() {
    trigger("run", "merge", ", \"maxBacklog\": 1");
    String events =
        IntStream.range(0, 3)
            .mapToObj(
                i ->
                    "{\"name\": \"%1$s%2$d\", \"url\": \"/data/%1$s%2$d\", \"run\": %3$d}"
                        .formatted(prefix, i, run))
            .collect(Collectors.joining(",", "[", "]"));
    List<String> states = Api.admin().body(events).post("/files").path("items.state");
    assertThat(states).containsExactly("PROCESSED", "PROCESSED", "PROCESSED");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aMergeThatCannotBeStartedHoldsNoOtherUpAndIsTriedAgain(boolean isReadable) {
    Made broken = trigger("run", "a>c b>c", "");
    trigger("run", "merge", "");
    announce("1");
    if (isReadable) {
      // two files for c under one tag
      String twice = graph("run", "a>c b>c").replace("OUT_b", "OUT_a").replace("b.txt", "a.txt");
      Graphs.importGraph(broken.name(), twice);
    } else {
      Graphs.makeUnreadable(jdbi, broken.name());
    }
    stop();
    awaitMerges(1);
    assertThat(workflowTemplate(0)).isNotEqualTo(broken.name());
    Graphs.importGraph(broken.name(), graph("run", "mended"));
    assertThat(merges.startDue(Instant.now().plusSeconds(61))).isLessThanOrEqualTo(1);
    awaitMerges(2);
    assertThat(workflowTemplate(1)).isEqualTo(broken.name());
  }

  private String workflowTemplate(int merge) {
    return Api.admin().get("/workflows/" + mergeWorkflows().get(merge)).path("template");
  }

  @Test
  void rollingMergesFollowEachOtherAndTheLastOneReadsAll() {
    trigger("rolling", "merge");
    announce("1");
    awaitMerges(1);
    announce("2");
    announce("3");
    assertNoMore(1);
    JobOffer first = takeNamed("merge");
    assertThat(first.env()).containsEntry("P3S_MERGE", "partial");
    assertThat(names(first.workflowId())).containsExactly("1");
    pilot.ended(first, 0);
    awaitMerges(2);
    JobOffer second = takeNamed("merge");
    assertThat(names(second.workflowId())).containsExactly("1", "2", "3");
    // what was read once stays what it was
    assertThat(names(first.workflowId())).containsExactly("1");
    stop();
    assertNoMore(2);
    pilot.ended(second, 0);
    awaitMerges(3);
    JobOffer last = takeNamed("merge");
    assertThat(last.env()).containsEntry("P3S_MERGE", "complete");
    assertThat(names(last.workflowId())).containsExactly("1", "2", "3");
    pilot.ended(last, 0);
    assertNoMore(3);
  }

  @Test
  void aFileThatComesAfterTheEndIsMergedWithTheOthers() {
    trigger("run", "merge");
    announce("1");
    stop();
    awaitMerges(1);
    announce("late");
    assertNoMore(1);
    pilot.ended(takeNamed("merge"), 3);
    awaitMerges(2);
    assertThat(names(mergeWorkflows().get(1))).containsExactlyInAnyOrder("1", "late");
    pilot.ended(takeNamed("merge"), 0);
    // closed by now, and opened again by another file
    assertNoMore(2);
    announce("later");
    awaitMerges(3);
    assertThat(names(mergeWorkflows().get(2))).hasSize(3);
  }

  @Test
  void whereAllFilesFailedNothingIsMerged() {
    trigger(null, "noop>reco");
    trigger("run", "merge");
    announce("1");
    pilot.ended(takeNamed("reco"), 1);
    stop();
    assertNoMore(0);
  }

  /** Servers look at the same time, while files still come. */
  @Test
  void howeverManyLookOneMergeStarts() {
    trigger("run", "merge");
    announce("0");
    stop();
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (int i = 1; i <= 8; i++) {
      int file = i;
      all.add(CompletableFuture.runAsync(() -> announce("x" + file)));
      all.add(CompletableFuture.runAsync(() -> merges.startDue(Instant.now())));
    }
    all.forEach(CompletableFuture::join);
    awaitMerges(1);
    int count = 1;
    while (names(mergeWorkflows().get(count - 1)).size() < 9) {
      pilot.ended(takeNamed("merge"), 0);
      awaitMerges(++count);
    }
    pilot.ended(takeNamed("merge"), 0);
    assertNoMore(count);
  }

  @Test
  void whoseInputsTheyAreIsChecked() {
    trigger("run", "merge");
    announce("1");
    stop();
    awaitMerges(1);
    JobOffer merge = takeNamed("merge");
    Api.as(merge.token()).get("/workflows/1/inputs").then().statusCode(403);
    Api.as(Api.token("DAQ"))
        .get("/workflows/" + merge.workflowId() + "/inputs")
        .then()
        .statusCode(403);
    Api.admin().get("/workflows/999999999/inputs").then().statusCode(404);
  }

  /** More than are read at a time. */
  @Test
  void aRunOfManyFilesIsListedWhole() {
    trigger("run", "merge");
    String events =
        IntStream.range(0, 1_234)
            .mapToObj(
                i ->
                    "{\"name\": \"%1$s%2$d\", \"url\": \"/data/%1$s%2$d\", \"run\": %3$d}"
                        .formatted(prefix, i, run))
            .collect(Collectors.joining(",", "[", "]"));
    Api.admin().body(events).post("/files").then().statusCode(200);
    stop();
    awaitMerges(1);
    assertThat(names(mergeWorkflows().get(0))).hasSize(1_234);
  }
}
