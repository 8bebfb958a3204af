package org.p3s.server.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.p3s.server.testing.Api;
import org.p3s.server.testing.ServerTest;
import org.p3s.server.testing.Triggered;

@ServerTest
class PagesTest {

  private static final Pattern SCRIPT_OR_STYLE =
      Pattern.compile("<script(?! src=\"/assets/)|<style|\\son[a-z]+=|\\sstyle=|javascript:");

  @Inject Planted planted;

  private Session session;

  @BeforeEach
  void logIn() {
    session = new Session();
  }

  private ValidatableResponse page(String path) {
    Response response = session.browser().get(path);
    String html = response.then().statusCode(200).contentType("text/html").extract().asString();
    assertThat(html)
        .contains("</html>")
        .doesNotContain("<script>alert", "<b><script", "NOT_FOUND")
        .doesNotContainPattern(SCRIPT_OR_STYLE);
    return response.then().header("Cache-Control", "no-store");
  }

  @Test
  void theFrontPageLeadsToTheNewestRunWithResults() {
    planted.run(900_001);
    session.browser().get("/").then().statusCode(303).header("Location", containsString("/runs/"));
  }

  @Test
  void theListOfRunsCountsFilesByState() {
    planted.run(700_002);
    planted.file(700_002, "FAILED");
    page("/runs?cursor=700003").body(containsString("/files?run=700002&amp;state=FAILED"));
  }

  @Test
  void aRunShowsItsResults() {
    long file = planted.run(700_003);
    page("/runs/700003")
        .body(containsString("first &lt;script&gt;"))
        .body(containsString("src=\"/api/v1/plots/"))
        .body(containsString("6.00 ± 0.12"))
        .body(containsString("▲ above 5.5"))
        .body(containsString(">APA6</th>"))
        .body(containsString("class=\"bars\""))
        .body(containsString("class=\"range\""))
        .body(containsString("class=\"reference\""))
        .body(containsString("/files/" + file));
  }

  @Test
  void aRunShowsWhatBecameOfItsFiles() {
    for (String state : List.of("FAILED", "PROCESSED", "PROCESSED", "SHED")) {
      planted.file(700_007, state);
    }
    Api.admin().post("/runs/700007/start").then().statusCode(200);
    page("/runs/700007")
        .body(containsString("4 files: 2 PROCESSED, 1 FAILED by WORKFLOW, 1 SHED by BACKLOG"))
        .body(containsString("x=\"50.000%\" width=\"25.000%\""))
        .body(containsString("/files?run=700007&amp;state=SHED&amp;cause=BACKLOG"))
        .body(containsString("25.0 %"));
  }

  @Test
  void theFilesSayWhichTriggerIsPaused() {
    Triggered trigger = Triggered.by("a");
    Api.admin().post("/triggers/" + trigger.id + "/pause").then().statusCode(200);
    trigger.announce("1", "");
    page("/files").body(containsString(trigger.prefix + " is paused</b> and holds 1 files."));
    Api.admin().delete("/triggers/" + trigger.id).then().statusCode(204);
  }

  @Test
  void filesAreFilteredByTheirState() {
    long failed = planted.file(700_004, "FAILED");
    long stale = planted.file(700_004, "STALE");
    page("/files?run=700004&state=STALE&name=")
        .body(containsString("/files/" + stale))
        .body(not(containsString("/files/" + failed)));
  }

  @Test
  void aLongListOfFilesHasAFurtherPage() {
    for (int i = 0; i < 101; i++) {
      planted.file(700_005, "SHED");
    }
    String html = page("/files?run=700005").extract().asString();
    Matcher next = Pattern.compile("rel=\"next\" href=\"([^\"]*)\"").matcher(html);
    assertThat(next.find()).isTrue();
    String further = page(next.group(1).replace("&amp;", "&")).extract().asString();
    assertThat(further.split("<tr><th scope=\"row\">", -1)).hasSize(2);
    assertThat(further).doesNotContain("rel=\"next\"");
  }

  @Test
  void aFileShowsWhyItIsInItsState() {
    long file = planted.run(700_006);
    page("/files/" + file)
        .body(containsString("History"))
        .body(containsString("Conflicts"))
        .body(containsString("Plots of this file"));
  }

  @Test
  void aWorkflowShowsItsGraphAndIsCancelledByItsButton() {
    long id = Submitted.workflow();
    page("/workflows").body(containsString("/workflows/" + id));
    page("/workflows/" + id)
        .body(containsString("class=\"node"))
        .body(containsString("/jobs/" + id * 4096))
        .body(containsString("Cancel workflow " + id));
    session
        .browser()
        .header("Sec-Fetch-Site", "same-origin")
        .post("/workflows/" + id + "/cancel")
        .then()
        .statusCode(303)
        .header("Location", endsWith("/workflows/" + id));
    page("/workflows/" + id)
        .body(containsString("CANCELLED"))
        .body(not(containsString("<form method=\"post\" action=\"/workflows")));
  }

  @Test
  void noOtherSiteCancelsAWorkflow() {
    long id = Submitted.workflow();
    session
        .browser()
        .header("Sec-Fetch-Site", "cross-site")
        .post("/workflows/" + id + "/cancel")
        .then()
        .statusCode(401);
    page("/workflows/" + id).body(containsString("RUNNING"));
  }

  @Test
  void aJobExplainsItselfAndIsCancelled() {
    // its last vertex waits for the others
    long job = Submitted.workflow() * 4096 + 3;
    page("/jobs?state=WAITING&type=&workflow=" + job / 4096 + "&pilot=")
        .body(containsString("/jobs/" + job));
    page("/jobs/" + job)
        .body(containsString("Waits for"))
        .body(containsString("What it runs"))
        .body(containsString("No pilot has tried it yet"));
    session
        .browser()
        .header("Sec-Fetch-Site", "same-origin")
        .post("/jobs/" + job + "/cancel")
        .then()
        .statusCode(303);
    page("/jobs/" + job).body(containsString("CANCELLED"));
  }

  @Test
  void aPilotIsListedAndDrained() {
    int id =
        Api.admin()
            .body(
                """
                {"name": "<script>alert(1)</script>", "host": "h&h", "site": "a&b=c", "slots": 2, "cores": 4,
                 "memoryMiB": 2000, "gpus": 0, "labels": {"x": "<i>"}, "version": "0"}
                """)
            .post("/pilots")
            .then()
            .statusCode(201)
            .extract()
            .path("pilotId");
    page("/pilots").body(containsString("/pilots?site=a%26b%3Dc"));
    page("/pilots/" + id).body(containsString("h&amp;h"));
    session
        .browser()
        .header("Sec-Fetch-Site", "same-origin")
        .post("/pilots/" + id + "/drain")
        .then()
        .statusCode(303);
    page("/pilots/" + id).body(containsString("drain"));
  }

  @Test
  void aJobTypeIsLimitedAndPausedByItsForm() {
    String type = "<b>'x";
    page("/jobs").body(containsString("href=\"/job-types\""));
    session
        .browser()
        .header("Sec-Fetch-Site", "same-origin")
        .formParam("type", type)
        .formParam("limit", "7")
        .formParam("paused", "true")
        .formParam("comment", "\"quoted\"")
        .post("/job-types")
        .then()
        .statusCode(303)
        .header("Location", endsWith("/job-types?type=%3Cb%3E%27x"));
    page("/job-types?type=" + type)
        .body(containsString("the type is paused"))
        .body(
            containsString(
                "name=\"limit\" type=\"number\" min=\"0\" max=\"1000000\" placeholder=\"none\" value=\"7\""))
        .body(containsString("<option value=\"true\" selected>"))
        .body(containsString("value=\"&quot;quoted&quot;\""));
    session
        .browser()
        .header("Sec-Fetch-Site", "same-origin")
        .formParam("type", type)
        .formParam("limit", "many")
        .post("/job-types")
        .then()
        .statusCode(422);
    Api.as(Api.token("VIEWER"))
        .basePath("")
        .accept("text/html")
        .get("/job-types?type=job")
        .then()
        .statusCode(200)
        .body(not(containsString("<form class=\"filter\" id=\"set\"")));
  }

  @Test
  void aTemplateShowsItsGraphAndIsDownloaded() {
    Submitted.template();
    page("/templates").body(containsString("/templates/pages"));
    page("/templates/pages").body(containsString("class=\"node"));
    session
        .browser()
        .get("/templates/pages/graphml?version=1")
        .then()
        .statusCode(200)
        .header("Content-Disposition", containsString("pages-v1.graphml"))
        .body(startsWith("<?xml"));
  }

  @Test
  void whatIsNotThereIsAPage() {
    for (String path :
        new String[] {
          "/runs/4711000",
          "/runs/x",
          "/files/99999999",
          "/workflows/0",
          "/jobs/1",
          "/pilots/0",
          "/templates/none",
          "/nothing/at/all",
          "/nothing.html"
        }) {
      session
          .browser()
          .get(path)
          .then()
          .statusCode(404)
          .contentType("text/html")
          .body(containsString("<h1>404"));
    }
  }

  @Test
  void aWrongFilterIsNamed() {
    session
        .browser()
        .get("/jobs?state=ASLEEP")
        .then()
        .statusCode(422)
        .contentType("text/html")
        .body(containsString("state must be one of"));
  }

  @Test
  void aFilterWithControlCharactersIsRefused() {
    for (String path : new String[] {"/files?name=%00", "/jobs?type=a%00b", "/pilots?site=%07x"}) {
      session.browser().urlEncodingEnabled(false).get(path).then().statusCode(422);
    }
  }

  @Test
  void whoeverIsNotLoggedInIsToldHow() {
    Session.visitor()
        .get("/runs")
        .then()
        .statusCode(401)
        .contentType("text/html")
        .body(containsString("login-link"));
  }

  @Test
  void aProgramGetsAProblemDocument() {
    Api.admin()
        .basePath("")
        .accept("application/json")
        .get("/api/v1/workflows/0")
        .then()
        .statusCode(404)
        .contentType("application/problem+json");
  }

  @Test
  void aViewerSeesNoButtonsAndMayNotCancel() {
    long id = Submitted.workflow();
    String token = Api.token("VIEWER");
    Api.as(token)
        .basePath("")
        .accept("text/html")
        .get("/workflows/" + id)
        .then()
        .statusCode(200)
        .body(not(containsString("Cancel workflow")));
    Api.as(token)
        .basePath("")
        .accept("text/html")
        .post("/workflows/" + id + "/cancel")
        .then()
        .statusCode(403)
        .body(containsString("<h1>403"));
  }

  @Test
  void assetsAreServedToEverybody() {
    for (String file : new String[] {"p3s.css", "live.js", "icon.svg", "vendor/htmx.min.js"}) {
      Session.visitor().get("/assets/" + file).then().statusCode(200);
    }
    Session.visitor()
        .get("/assets/p3s.css")
        .then()
        .header("X-Content-Type-Options", equalTo("nosniff"));
  }
}
