package org.p3s.server.dag;

import java.time.Duration;
import java.util.List;

/**
 * What a graph says of itself.
 *
 * @param name empty when there is none
 * @param description empty when there is none
 * @param eta null for none
 * @param alternatives names of cheaper templates, the dearest first
 */
record Heading(
    String name,
    String description,
    Duration eta,
    LatePolicy late,
    Scope scope,
    List<String> alternatives) {

  Heading {
    alternatives = List.copyOf(alternatives);
  }
}
