package org.p3s.server.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.quarkus.test.common.http.TestHTTPResource;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.p3s.programs.Needs;
import org.p3s.programs.OptionalProgram;
import org.p3s.server.testing.Api;
import org.p3s.server.testing.ServerTest;

/** The pages in a real browser: no error in its console, nothing fetched from elsewhere. */
@ServerTest
@Needs({OptionalProgram.CHROMIUM, OptionalProgram.NODE})
class BrowserTest {

  @Inject Planted planted;

  @TestHTTPResource("/")
  URI server;

  private Chromium chromium;
  private Browser browser;
  private Page page;
  private final List<String> complaints = new ArrayList<>();

  @BeforeEach
  void open() {
    chromium = Chromium.start();
    browser = chromium.browser();
    BrowserContext context =
        browser.newContext(new Browser.NewContextOptions().setBaseURL(server.toString()));
    page = context.newPage();
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error") || message.type().equals("warning")) {
            complaints.add(message.text() + " at " + message.location());
          }
        });
    page.onPageError(complaints::add);
    page.onRequest(
        request -> {
          if (!request.url().startsWith(server.toString()) && !request.url().startsWith("data:")) {
            complaints.add("request to " + request.url());
          }
        });
    logIn();
  }

  private void logIn() {
    String token = Api.admin().post("/login-links").then().statusCode(201).extract().path("token");
    page.navigate("/login?token=" + token);
    page.getByText("Log in").click();
    assertThat(page.locator(".top .who")).isVisible();
  }

  @AfterEach
  void close() {
    chromium.close();
  }

  @Test
  void everyPageOpensWithoutComplaint() {
    long file = planted.run(800_001);
    long workflow = Submitted.workflow();
    for (String path :
        List.of(
            "/",
            "/runs",
            "/runs/800001",
            "/files",
            "/files/" + file,
            "/workflows",
            "/workflows/" + workflow,
            "/jobs",
            "/jobs/" + workflow * 4096,
            "/pilots",
            "/templates",
            "/templates/pages")) {
      page.navigate(path);
      assertThat(page.locator("h1").first()).isVisible();
      if (!path.startsWith("/templates")) {
        assertThat(page.locator("#live-state")).hasText("live");
      }
      assertThat(isWiderThanItsWindow()).as("%s scrolls sideways", path).isFalse();
    }
    assertThat(complaints).isEmpty();
  }

  @Test
  void noPageScrollsSidewaysOnAPhone() {
    long file = planted.run(800_002);
    long workflow = Submitted.workflow();
    page.setViewportSize(360, 740);
    for (String path :
        List.of(
            "/runs",
            "/runs/800002",
            "/files",
            "/files/" + file,
            "/workflows/" + workflow,
            "/jobs/" + workflow * 4096,
            "/pilots",
            "/templates/pages")) {
      page.navigate(path);
      assertThat(isWiderThanItsWindow()).as("%s scrolls sideways", path).isFalse();
    }
  }

  private boolean isWiderThanItsWindow() {
    return (boolean)
        page.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth");
  }

  @Test
  void aNewPlotAppearsWithoutReload() {
    planted.run(800_003);
    page.navigate("/runs/800003");
    assertThat(page.locator("#live-state")).hasText("live");
    page.evaluate(
        "window.notReloaded = true; document.querySelector('figure img').seenBefore = true");
    planted.plot(800_003, null, "a plot that came later");
    assertThat(page.getByText("a plot that came later").first()).isVisible();
    assertThat((Boolean) page.evaluate("window.notReloaded")).isTrue();
    assertThat(page.locator("figure img")).hasCount(2);
    assertThat(
            (Boolean)
                page.evaluate(
                    "[...document.querySelectorAll('figure img')].some(each => each.seenBefore)"))
        .as("a picture that did not change is not drawn anew")
        .isTrue();
    assertThat(complaints).isEmpty();
  }

  @Test
  void anUpdateKeepsWhatIsOpenAndScrolled() {
    long workflow = Submitted.workflow();
    page.navigate("/workflows/" + workflow);
    assertThat(page.locator("#live-state")).hasText("live");
    page.getByText("Cancel this workflow…").click();
    Locator button = page.getByText("Cancel workflow " + workflow);
    assertThat(button).isVisible();
    button.focus();
    page.evaluate("document.getElementById('live').dataset.old = 'true'");
    Submitted.workflow();
    assertThat(page.locator("#live[data-old]")).hasCount(0);
    assertThat(button).isVisible();
    assertThat(button).isFocused();
  }

  @Test
  void aWorkflowIsCancelledByItsButton() {
    long workflow = Submitted.workflow();
    page.navigate("/workflows/" + workflow);
    page.getByText("Cancel this workflow…").click();
    page.getByText("Cancel workflow " + workflow).click();
    assertThat(page.locator("h1")).containsText("CANCELLED");
    assertThat(page.getByText("Cancel this workflow…")).hasCount(0);
    assertThat(complaints).isEmpty();
  }

  @Test
  void agesCountOnInThePage() {
    planted.run(800_004);
    page.navigate("/runs/800004");
    Locator age = page.locator("time[data-age]").first();
    String first = age.textContent();
    assertThat(age).not().hasText(first);
  }

  @Test
  void aHostileNameIsOnlyText() {
    planted.run(800_005);
    page.onDialog(dialog -> complaints.add("dialog: " + dialog.message()));
    page.navigate("/runs/800005");
    assertThat(page.getByText(Planted.HOSTILE).first()).isVisible();
    assertThat(complaints).isEmpty();
  }

  @Test
  void whoeverLogsOutIsOut() {
    page.navigate("/runs");
    page.getByText("Log out").click();
    assertThat(page.getByText("These pages need a login")).isVisible();
    assertThat(page.navigate("/runs").status()).isEqualTo(401);
  }
}
