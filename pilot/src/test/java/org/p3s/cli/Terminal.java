package org.p3s.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.p3s.cli.session.Surroundings;

/** Runs commands and keeps what they print. */
final class Terminal {

  private final Map<String, String> environment = new HashMap<>();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private boolean isTerminal;
  private String input = "";

  /** Without a home, so that no config file of the machine counts. */
  Terminal(String server) {
    environment.put("HOME", "/nonexistent");
    environment.put("NO_COLOR", "1");
    if (server != null) {
      environment.put("P3S_SERVER", server);
    }
  }

  Terminal with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  Terminal atScreen() {
    isTerminal = true;
    return this;
  }

  Terminal typing(String text) {
    input = text;
    return this;
  }

  int run(String... args) {
    out.reset();
    err.reset();
    Surroundings around =
        new Surroundings(
            environment,
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            isTerminal);
    return P3s.run(around, args);
  }

  String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  String err() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
