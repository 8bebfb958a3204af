package org.p3s.server.web;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.p3s.programs.OptionalProgram;

/**
 * The machine's own Chromium, driven by its own Node; nothing is downloaded. Tests say with
 * {@code @Needs} that they want them.
 */
record Chromium(Playwright playwright, Browser browser) implements AutoCloseable {

  private static final List<String> ARGUMENTS =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--disable-dev-shm-usage",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  static Chromium start() {
    Path node = OptionalProgram.NODE.path().orElseThrow();
    Path chromium = OptionalProgram.CHROMIUM.path().orElseThrow();
    Playwright playwright =
        Playwright.create(
            new Playwright.CreateOptions()
                .setEnv(
                    Map.of(
                        "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD",
                        "1",
                        "PLAYWRIGHT_NODEJS_PATH",
                        node.toString())));
    BrowserType.LaunchOptions options =
        new BrowserType.LaunchOptions().setExecutablePath(chromium).setArgs(ARGUMENTS);
    return new Chromium(playwright, playwright.chromium().launch(options));
  }

  @Override
  public void close() {
    playwright.close();
  }
}
