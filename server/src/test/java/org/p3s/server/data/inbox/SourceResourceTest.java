package org.p3s.server.data.inbox;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.p3s.inbox.FolderWatcher;
import org.p3s.inbox.SourceStatus;
import org.p3s.programs.Needs;
import org.p3s.programs.OptionalProgram;
import org.p3s.server.testing.Api;
import org.p3s.server.testing.ServerTest;
import org.p3s.server.testing.TestPostgres;
import org.p3s.server.testing.Triggered;
import org.p3s.xrootd.RealXrootd;

@ServerTest
class SourceResourceTest {

  @Inject InboxWatcher inboxes;

  private static void await(BooleanSupplier condition) throws InterruptedException {
    Instant end = Instant.now().plusSeconds(60);
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).isBefore(end);
      Thread.sleep(50);
    }
  }

  private static JsonPath source(String place) {
    JsonPath all = Api.as(Api.token("VIEWER")).get("/sources").then().extract().jsonPath();
    int at = all.getList("items.source").indexOf(place);
    assertThat(at).isNotNegative();
    return all.setRootPath("items[" + at + "]");
  }

  private static String metrics() {
    return given()
        .header("Authorization", "Bearer " + TestPostgres.ADMIN)
        .get("/q/metrics")
        .asString();
  }

  @Test
  void anInboxThatIsNotThereIsShownWithWhatToDo() throws Exception {
    String missing = Path.of("/no/such", "<b>" + UUID.randomUUID()).toString();
    try (FolderWatcher watcher = inboxes.watch(missing)) {
      await(() -> watcher.status().state() == SourceStatus.State.FAILING);
      JsonPath shown = source(missing);
      assertThat(shown.getString("state")).isEqualTo("FAILING");
      assertThat(shown.getString("problem")).contains(missing).contains("create it");
      assertThat(metrics()).contains("p3s_source_failing{source=\"" + missing + "\"} 1.0");
      String page =
          given()
              .header("Authorization", "Bearer " + TestPostgres.ADMIN)
              .get("/sources")
              .then()
              .statusCode(200)
              .extract()
              .asString();
      assertThat(page).contains(missing.replace("<", "&lt;").replace(">", "&gt;"));
      assertThat(page).doesNotContain(missing).contains("create it");
    }
  }

  @Test
  @Needs({OptionalProgram.XROOTD, OptionalProgram.XRDFS, OptionalProgram.XRDCP})
  void filesOfAnXrootdServerStartWorkflowsAlsoAfterItWasDown() throws Exception {
    Triggered trigger = Triggered.by("a");
    try (RealXrootd xrootd = RealXrootd.start()) {
      xrootd.folder("in");
      xrootd.write("in/" + trigger.prefix + "_1.raw", "12345");
      try (FolderWatcher watcher = inboxes.watch(xrootd.url("in"))) {
        await(() -> watcher.status().announced() == 1);
        xrootd.down();
        await(() -> watcher.status().state() == SourceStatus.State.FAILING);
        assertThat(source(xrootd.url("in")).getString("problem")).contains("does not answer");
        xrootd.write("in/" + trigger.prefix + "_2.raw", "12");
        xrootd.up();
        await(() -> watcher.status().announced() == 2);
        assertThat(source(xrootd.url("in")).getString("state")).isEqualTo("OK");
      }
      JsonPath files = Api.admin().get("/files?name=" + trigger.prefix).then().extract().jsonPath();
      assertThat(files.getList("items.state")).containsExactly("SELECTED", "SELECTED");
      assertThat(files.getList("items.url"))
          .containsExactly(
              xrootd.url("in/" + trigger.prefix + "_2.raw"),
              xrootd.url("in/" + trigger.prefix + "_1.raw"));
    }
  }
}
