package org.p3s.server.web.picture;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.p3s.server.dag.Dag;
import org.p3s.server.dag.layout.DagLayout;

/** Layouts of graphs, computed once each. */
@ApplicationScoped
public class Layouts {

  private static final int MOST = 1_000;

  private final Map<String, DagLayout> known = new ConcurrentHashMap<>();

  /** Empty for a graph that is too large to be drawn. */
  public Optional<DagLayout> of(Dag dag) {
    if (dag.vertices().size() > DagPicture.MOST_VERTICES) {
      return Optional.empty();
    }
    if (known.size() >= MOST) {
      known.clear();
    }
    return Optional.of(known.computeIfAbsent(dag.digest(), digest -> DagLayout.of(dag)));
  }
}
