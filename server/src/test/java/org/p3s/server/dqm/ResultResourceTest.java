package org.p3s.server.dqm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import javax.imageio.ImageIO;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.p3s.protocol.JobOffer;
import org.p3s.server.testing.Api;
import org.p3s.server.testing.FakePilot;
import org.p3s.server.testing.ServerTest;
import org.p3s.server.testing.Triggered;

@ServerTest
class ResultResourceTest {

  private static final String SVG =
      "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";

  private final long run = ThreadLocalRandom.current().nextLong(1_000, 900_000);

  @Inject Jdbi jdbi;

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static byte[] png(int colour) throws IOException {
    BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, colour);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }

  private static String plot(String name, String mediaType, byte[] bytes) {
    return "{\"plots\": [{\"name\": \"%s\", \"title\": \"T\", \"category\": \"C\", \"mediaType\": \"%s\", \"data\": \"%s\"}]}"
        .formatted(name, mediaType, base64(bytes));
  }

  private static String metric(String name, double value) {
    return "{\"metrics\": [{\"name\": \"%s\", \"unit\": \"ADC\", \"element\": \"APA 1\", \"value\": %s}]}"
        .formatted(name, value);
  }

  /** Posts for this test's run, as the admin. */
  private Response post(String body) {
    return Api.admin().body(body).post("/results?run=" + run);
  }

  private JsonPath show() {
    return Api.admin().get("/results?run=" + run).then().statusCode(200).extract().jsonPath();
  }

  /** A payload that a pilot runs, with its token. */
  private record Payload(FakePilot pilot, JobOffer job) {
    static Payload of(long run) {
      Triggered trigger = Triggered.by("a");
      trigger.announce("1", ", \"run\": " + run);
      FakePilot pilot = FakePilot.register(trigger.site, 1);
      return new Payload(pilot, pilot.takeOne());
    }

    Response post(String body) {
      return Api.as(job.token()).body(body).post("/results");
    }
  }

  @Test
  void aPayloadPostsForTheRunAndFileOfItsWorkflow() {
    Payload payload = Payload.of(run);
    payload
        .post(
            """
            {"metrics": [{"name": "noise", "unit": "ADC", "element": "APA 1", "value": 2.5, "error": 0.1, "min": 1, "max": 3},
                         {"name": "purity", "value": null}],
             "histograms": [{"name": "hits", "title": "Hits", "edges": [0, 1, 2], "contents": [3, 4], "errors": [1, 2],
                             "entries": 7, "reference": {"contents": [3, 3]}, "limits": {"min": 0, "max": 10}}]}
            """)
        .then()
        .statusCode(200)
        .body("run", equalTo((int) run))
        .body("metrics", equalTo(2))
        .body("histograms", equalTo(1));
    JsonPath shown = show();
    assertThat(shown.getList("metrics.name")).containsExactly("noise", "purity");
    assertThat(shown.getDouble("metrics[0].value")).isEqualTo(2.5);
    assertThat(shown.getString("metrics[0].unit")).isEqualTo("ADC");
    assertThat(shown.<Object>get("metrics[0].fileId")).isNotNull();
    assertThat(shown.getLong("metrics[0].jobId")).isEqualTo(payload.job().jobId());
    Api.admin()
        .get("/histograms/" + shown.getLong("histograms[0].id"))
        .then()
        .statusCode(200)
        .header("ETag", notNullValue())
        .body("title", equalTo("Hits"))
        .body("edges", contains(0.0f, 1.0f, 2.0f))
        .body("contents", contains(3.0f, 4.0f))
        .body("entries", equalTo(7.0f))
        .body("reference.contents", contains(3.0f, 3.0f))
        .body("limits.max", equalTo(10.0f));
  }

  @Test
  void theSameAttemptPostingAgainReplaces() throws IOException {
    Payload payload = Payload.of(run);
    payload.post(metric("noise", 1)).then().statusCode(200);
    payload.post(metric("noise", 2)).then().statusCode(200);
    payload.post(plot("p", "image/png", png(1))).then().statusCode(200);
    payload.post(plot("p", "image/png", png(2))).then().statusCode(200);
    JsonPath shown = show();
    assertThat(shown.getList("metrics.value")).containsExactly(2.0f);
    assertThat(shown.getList("plots.name")).containsExactly("p");
    assertThat(count("metric")).isEqualTo(1);
    assertThat(count("plot")).isEqualTo(1);
  }

  @Test
  void anotherFilesResultIsTheNewestAndTheSeriesIsKept() {
    Payload.of(run).post(metric("noise", 1)).then().statusCode(200);
    Payload.of(run).post(metric("noise", 2)).then().statusCode(200);
    assertThat(show().getList("metrics.value")).containsExactly(2.0f);
    assertThat(count("metric")).isEqualTo(2);
  }

  private int count(String table) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("select count(*) from " + table + " where run = :run")
                .bind("run", run)
                .mapTo(Integer.class)
                .one());
  }

  @Test
  void anAttemptThatEndedPostsNothing() {
    Payload payload = Payload.of(run);
    payload.pilot().ended(payload.job(), 0);
    payload
        .post(metric("late", 1))
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:p3s:problem:stale-attempt"));
    assertThat(show().getList("metrics")).isEmpty();
  }

  @Test
  void aPayloadCannotPostForAnotherRun() {
    Payload payload = Payload.of(run);
    String other = "{\"run\": %d, \"metrics\": [{\"name\": \"m\", \"value\": 1}]}";
    payload
        .post(other.formatted(run + 1))
        .then()
        .statusCode(422)
        .body("violations.field", contains("run"));
    payload.post(other.formatted(run)).then().statusCode(200);
  }

  @Test
  void aRunThatNobodyTellsIsRefused() {
    Api.admin().body(metric("m", 1)).post("/results").then().statusCode(422);
    Api.admin().body("{\"run\": -1}").post("/results").then().statusCode(422);
    Api.admin()
        .body("{\"run\": 1, \"file\": \"/never/announced\"}")
        .post("/results")
        .then()
        .statusCode(422);
    Api.admin().get("/results").then().statusCode(422);
    Api.admin().get("/results?run=999999998").then().statusCode(404);
  }

  @Test
  void aFileTellsItsRun() {
    Triggered trigger = Triggered.by("a");
    JsonPath file = trigger.announce("1", ", \"run\": " + run);
    String daq = Api.token("DAQ");
    for (String name : List.of(file.getString("url"), Long.toString(file.getLong("id")))) {
      Api.as(daq).body(metric("m", 1)).post("/results?file=" + name).then().statusCode(200);
    }
    assertThat(show().getLong("metrics[0].fileId")).isEqualTo(file.getLong("id"));
  }

  @Test
  void aPictureIsServedLockedAndForEver() throws IOException {
    byte[] bytes = png(3);
    post(plot("p", "image/png", bytes)).then().statusCode(200);
    JsonPath shown = show();
    assertThat(shown.getInt("plots[0].size")).isEqualTo(bytes.length);
    String url = "/plots/" + shown.getLong("plots[0].id");
    Response picture = Api.admin().get(url);
    assertThat(picture.contentType()).isEqualTo("image/png");
    assertThat(picture.asByteArray()).isEqualTo(bytes);
    assertThat(picture.header("Cache-Control")).contains("immutable");
    assertThat(picture.header("X-Content-Type-Options")).isEqualTo("nosniff");
    Api.admin().header("If-None-Match", picture.header("ETag")).get(url).then().statusCode(304);
    Api.admin().get("/plots/99999999999").then().statusCode(404);
  }

  @Test
  void anSvgCanRunNoScript() {
    post(plot("s", "image/svg+xml", SVG.getBytes(UTF_8))).then().statusCode(200);
    Response picture = Api.admin().get("/plots/" + show().getLong("plots[0].id"));
    assertThat(picture.contentType()).startsWith("image/svg+xml");
    assertThat(picture.asString()).isEqualTo(SVG);
    assertThat(picture.headers().getValues("Content-Security-Policy"))
        .singleElement()
        .asString()
        .contains("sandbox", "default-src 'none'", "style-src 'unsafe-inline'");
    assertThat(picture.header("X-Content-Type-Options")).isEqualTo("nosniff");
  }

  @Test
  void everythingWrongWithResultsIsNamed() {
    String body =
        """
        {"run": 1, "huh": 1,
         "metrics": [{"name": "", "value": 1e999}, {"name": "a", "value": "x"}, {"name": "b", "error": -1, "min": 2, "max": 1},
                     {"name": "c", "value": 1}, {"name": "c", "value": 2}, null, {"name": "%s", "value": 1}],
         "plots": [{"name": "p", "mediaType": "text/html", "data": "eA=="}, {"name": "q", "mediaType": "image/png", "data": "eA=="},
                   {"name": "r", "mediaType": "image/svg+xml", "data": "%s"}, {"name": "s", "mediaType": "image/png", "data": "?"},
                   {"name": "t", "mediaType": "image/png"}, {"name": "u", "mediaType": "image/svg+xml", "data": "%s"}],
         "histograms": [{"name": "h", "edges": [0, 2, 1], "contents": [1, 2]}, {"name": "i", "edges": [0, 1], "contents": [1, 2], "errors": []},
                        {"name": "j"}]}
        """
            .formatted(
                "x".repeat(201),
                base64("<html><body/></html>".getBytes(UTF_8)),
                base64("<svg><g></svg>".getBytes(UTF_8)));
    Api.admin()
        .body(body)
        .post("/results")
        .then()
        .statusCode(422)
        .body(
            "violations.field",
            containsInAnyOrder(
                "huh",
                "metrics[0].name",
                "metrics[0].value",
                "metrics[1].value",
                "metrics[2].error",
                "metrics[2].min",
                "metrics[4].name",
                "metrics[5]",
                "metrics[6].name",
                "plots[0].mediaType",
                "plots[1].data",
                "plots[2].data",
                "plots[3].data",
                "plots[4].data",
                "plots[5].data",
                "histograms[0].edges",
                "histograms[1].contents",
                "histograms[1].errors",
                "histograms[2].edges",
                "histograms[2].contents"));
  }

  @Test
  void anSvgWithEntitiesOrAPictureThatIsTooLargeIsRefused() {
    String bomb =
        "<!DOCTYPE svg [<!ENTITY a \"x\"><!ENTITY b SYSTEM \"file:///etc/passwd\">]><svg>&a;&b;</svg>";
    post(plot("b", "image/svg+xml", bomb.getBytes(UTF_8))).then().statusCode(422);
    String typed =
        "<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd\"><svg/>";
    post(plot("d", "image/svg+xml", typed.getBytes(UTF_8))).then().statusCode(200);
    byte[] large = new byte[Picture.LARGEST + 1];
    post(plot("l", "image/png", large))
        .then()
        .statusCode(422)
        .body("detail", containsString("4 MiB"));
  }

  @Test
  void aRunKeepsOnlySoManyVersionsOfAPlot() throws IOException {
    for (int i = 0; i < 14; i++) {
      post(plot("p", "image/png", png(i))).then().statusCode(200);
    }
    assertThat(count("plot")).isEqualTo(10);
    assertThat(show().getList("plots")).hasSize(1);
  }

  @Test
  void manyPostersLeaveOneNewestOfEachName() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(8);
    List<Future<Integer>> answers = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      int value = i;
      answers.add(pool.submit(() -> post(metric("noise", value)).statusCode()));
    }
    for (Future<Integer> each : answers) {
      assertThat(each.get()).isEqualTo(200);
    }
    pool.shutdown();
    assertThat(show().getList("metrics")).hasSize(1);
    assertThat(count("metric")).isEqualTo(24);
  }

  private String old(String name) throws IOException {
    try (InputStream in = getClass().getResourceAsStream("/old/" + name)) {
      return new String(in.readAllBytes(), UTF_8).formatted(run);
    }
  }

  @Test
  void anOldSummaryBecomesMetricsOfItsRun() throws IOException {
    Api.admin()
        .body(old("summary.json"))
        .post("/results")
        .then()
        .statusCode(200)
        .body("run", equalTo((int) run))
        .body("metrics", equalTo(18))
        .body("skipped", contains("Plane V RMS of Charge APA 6: nan"));
    JsonPath shown = show();
    assertThat(value(shown, "Plane U Mean NHits", "APA 2")).isEqualTo(0.2f);
    assertThat(value(shown, "Plane V RMS of Charge", "APA 1")).isEqualTo(1f);
    assertThat(value(shown, "NDead Channels", "APA 6")).isEqualTo(1f);
    assertThat(value(shown, "Lifetime", "")).isEqualTo(3.5f);
  }

  private static float value(JsonPath shown, String name, String element) {
    return shown.getFloat(
        "metrics.find { it.name == '%s' && it.element == '%s' }.value".formatted(name, element));
  }

  @Test
  void anOldFileListNamesPlotsWhosePicturesComeLater() throws IOException {
    for (int i = 0; i < 2; i++) {
      Api.admin()
          .body(old("FileList.json"))
          .post("/results")
          .then()
          .statusCode(200)
          .body("plots", equalTo(3));
    }
    String name = "run%06d_0001_NHitsAPAU3.png".formatted(run);
    Api.admin()
        .get("/results?run=" + run)
        .then()
        .body("plots", hasSize(3))
        .body("plots[0].size", nullValue())
        .body("plots.name", hasItem(name));
    long waiting = show().getLong("plots.find { it.name == '" + name + "' }.id");
    Api.admin().get("/plots/" + waiting).then().statusCode(404);
    String upload =
        "{\"plots\": [{\"name\": \"%s\", \"mediaType\": \"image/png\", \"data\": \"%s\"}]}"
            .formatted(name, base64(png(5)));
    post(upload).then().statusCode(200);
    JsonPath shown = show();
    assertThat(shown.getString("plots.find { it.name == '" + name + "' }.title"))
        .isEqualTo("Number of hits per APA per view: U3");
    assertThat(shown.getString("plots.find { it.name == '" + name + "' }.category"))
        .isEqualTo("Hit Monitor");
    assertThat(shown.getInt("plots.find { it.name == '" + name + "' }.size")).isPositive();
    // the list once more takes nothing away
    Api.admin().body(old("FileList.json")).post("/results").then().statusCode(200);
    assertThat(show().getInt("plots.find { it.name == '" + name + "' }.size")).isPositive();
    assertThat(show().getList("plots")).hasSize(3);
  }

  @Test
  void whatIsSkippedIsToldShortly() {
    List<String> skipped =
        Api.admin()
            .body(
                "[{\"run\": \"run%d_1\", \"%s\": \"%s\"}]"
                    .formatted(run, "n".repeat(5_000), "v".repeat(5_000)))
            .post("/results")
            .then()
            .statusCode(200)
            .extract()
            .jsonPath()
            .getList("skipped");
    assertThat(skipped).containsExactly("n".repeat(80) + "…: \"" + "v".repeat(79) + "…");
  }

  @Test
  void rubbishInTheOldFormsIsRefused() {
    for (String body :
        List.of("[", "[1]", "[[]]", "[{\"run\": \"run1_1\"}, {\"run\": \"run2_1\"}]", "[{}]")) {
      int status = Api.admin().body(body).post("/results").statusCode();
      assertThat(status).as(body).isBetween(400, 422);
    }
  }

  @Test
  @EnabledIfEnvironmentVariable(named = "P3S_REFERENCE_DATA", matches = ".+")
  void filesOfTheOlderSystemAreTakenUnchanged() throws IOException {
    Path folder = Path.of(System.getenv("P3S_REFERENCE_DATA"));
    Api.admin()
        .body(Files.readString(folder.resolve("run003907_0001_tpcmonitor_summary.json")))
        .post("/results")
        .then()
        .statusCode(200)
        .body("run", equalTo(3907))
        .body("metrics", equalTo(18 * 6))
        .body("skipped", hasSize(0));
    Api.admin()
        .body(Files.readString(folder.resolve("run003611_0001_pdsphitmonitor_FileList.json")))
        .post("/results")
        .then()
        .statusCode(200)
        .body("run", equalTo(3611));
    assertThat(Api.admin().get("/results?run=3611").jsonPath().getList("plots.name"))
        .contains("run003611_0001_pdsphitmonitor_NHitsAPAU3.png");
  }
}
