package org.p3s.demo;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.p3s.cli.api.CommandFailed;
import org.p3s.cli.api.ExitCode;

/** Notices when the server is gone, and waits a while for somebody to bring it back. */
final class ServerWatch {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** A living server may be silent this long before the demo speaks of it. */
  private static final Duration HICCUP = Duration.ofSeconds(5);

  /** What is asked of the server; true when there was news. */
  interface Question {
    boolean ask() throws IOException;
  }

  private final DemoSettings settings;
  private final DemoServer server;
  private final String url;
  private final Consumer<String> say;
  private Instant goneSince;
  private boolean hasSaid;

  ServerWatch(DemoSettings settings, DemoServer server, String url, Consumer<String> say) {
    this.settings = settings;
    this.server = server;
    this.url = url;
    this.say = say;
  }

  String url() {
    return url;
  }

  /** Asks the server something; false when there is no news, or no answer for now. */
  boolean answers(Question question) throws IOException {
    try {
      boolean hasNews = question.ask();
      if (hasSaid) {
        say.accept("The server answers again.");
      }
      goneSince = null;
      hasSaid = false;
      return hasNews;
    } catch (CommandFailed e) {
      if (e.code() != ExitCode.UNREACHABLE && e.code() != ExitCode.TIMED_OUT) {
        throw e;
      }
      gone();
      return false;
    }
  }

  private void gone() throws Stopped {
    Instant now = Instant.now();
    goneSince = goneSince == null ? now : goneSince;
    Duration silence = Duration.between(goneSince, now);
    if (!hasSaid && (!server.isAlive() || silence.compareTo(HICCUP) > 0)) {
      hasSaid = true;
      say.accept(
          "The server is gone. The demo goes on if it is back within %d s: %s server --port %d --data '%s'"
              .formatted(
                  PATIENCE.toSeconds(), settings.launcher(), settings.port(), settings.data()));
    }
    if (silence.compareTo(PATIENCE) > 0) {
      throw new Stopped(
          "The server did not come back within %d s.".formatted(PATIENCE.toSeconds()));
    }
  }
}
