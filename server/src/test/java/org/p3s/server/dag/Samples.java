package org.p3s.server.dag;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** GraphML of the test resources, and around texts of the tests. */
final class Samples {

  static final Set<String> DATA_TYPES = Set.of("TXT", "ROOT");

  private Samples() {}

  static byte[] bytes(String name) {
    try (InputStream in = Samples.class.getResourceAsStream("/graphml/" + name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Dag read(String text) {
    return read(text.getBytes(StandardCharsets.UTF_8));
  }

  static Dag read(byte[] bytes) {
    return GraphMlReader.read(bytes, DATA_TYPES::contains);
  }
}
