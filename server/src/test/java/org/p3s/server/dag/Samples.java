package org.p3s.server.dag;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** GraphML of the test resources, and around texts of the tests. */
final class Samples {

  static final Set<String> DATA_TYPES = Set.of("TXT", "ROOT");

  private Samples() {}

  static byte[] bytes(String name) {
    try (InputStream in =
        Samples.class.getResourceAsStream(name.startsWith("/") ? name : "/graphml/" + name)) {
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

  /**
   * A document around what stands inside the graph, which begins on line 2; every key that p3s
   * knows is declared under its own name, but that of the graph as {@code title}.
   */
  static String document(String inGraph) {
    StringBuilder text = new StringBuilder("<graphml xmlns='" + GraphMl.NAMESPACE + "'>");
    for (String target : List.of("graph", "node", "edge")) {
      for (String name : new TreeSet<>(GraphMl.known(target))) {
        String id = target.equals("graph") && name.equals("name") ? "title" : name;
        text.append("<key id='%s' for='%s' attr.name='%s'/>".formatted(id, target, name));
      }
    }
    text.append("<graph edgedefault='directed'>\n");
    return text + inGraph + "</graph></graphml>";
  }

  static Dag graph(String inGraph) {
    return read(document(inGraph));
  }
}
