package org.p3s.server.legacy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.p3s.server.testing.Api;
import org.p3s.server.testing.ServerTest;

/** Old clients and this server understand each other: every endpoint, every soft error. */
@ServerTest
class TranscriptsTest {

  private static final Path FOLDER = Path.of("src", "test", "resources", "legacy");

  static Stream<String> transcripts() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .map(each -> each.getFileName().toString())
          .filter(each -> each.endsWith(".txt"))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("transcripts")
  void isUnderstood(String name) {
    Api.cancelAll();
    Map<String, String> values = new HashMap<>();
    String unique = UUID.randomUUID().toString();
    // all of 36 characters or less, and of this test alone
    values.put("u", unique.substring(0, 8));
    Transcript.read(FOLDER.resolve(name), values).play();
  }

  /** Jobs that any pilot may take would get into the way of other tests. */
  @AfterEach
  void leaveNoJobs() {
    Api.cancelAll();
  }
}
