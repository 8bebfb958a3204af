package org.p3s.server.legacy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page about old clients has each of their paths, with the role that it has. */
class OldClientsPageTest {

  private static final Path PAGE = Path.of("..", "docs", "reference", "old-clients.md");
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| (?:GET|POST) `(/[^`]*)` \\| ([A-Z]+|-) \\|");

  @Test
  void thePageHasWhatTheServerHas() throws IOException {
    Map<String, String> described = new TreeMap<>();
    Matcher row = ROW.matcher(Files.readString(PAGE));
    while (row.find()) {
      described.put(
          row.group(1).equals("/") ? "" : row.group(1),
          row.group(2).equals("-") ? Routes.ANYBODY : row.group(2));
    }
    assertThat(described).containsExactlyInAnyOrderEntriesOf(new TreeMap<>(new Routes().all()));
  }
}
