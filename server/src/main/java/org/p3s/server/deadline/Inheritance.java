package org.p3s.server.deadline;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.p3s.server.dag.Dag;
import org.p3s.server.dag.Vertex;
import org.p3s.server.template.DagTemplates;
import org.p3s.server.template.VersionStored;

/**
 * A new version of a template takes over what was measured of vertices that did not change: of each
 * from the newest version in which it was the same.
 */
@ApplicationScoped
class Inheritance {

  private static final Logger LOG = Logger.getLogger(Inheritance.class);

  /** A vertex that was another one for longer is measured anew. */
  private static final int VERSIONS = 10;

  private final MeasurementStore store;
  private final Estimates estimates;
  private final DagTemplates templates;

  Inheritance(MeasurementStore store, Estimates estimates, DagTemplates templates) {
    this.store = store;
    this.estimates = estimates;
    this.templates = templates;
  }

  /** What it took over counts from now on. */
  void known(@Observes(during = TransactionPhase.AFTER_SUCCESS) VersionStored event) {
    estimates.refresh(List.of(event.versionId()));
  }

  void stored(@Observes VersionStored event) {
    Set<Vertex> heirs =
        event.dag().vertices().stream().filter(each -> !each.isNoop()).collect(Collectors.toSet());
    for (long version : templates.versionsBefore(event.templateId(), event.versionId(), VERSIONS)) {
      if (!heirs.isEmpty()) {
        dagOf(version).ifPresent(older -> inherit(event.versionId(), heirs, version, older));
      }
    }
  }

  private Optional<Dag> dagOf(long version) {
    try {
      // of its own transaction: one that cannot be read must not undo the import
      return Optional.of(
          QuarkusTransaction.requiringNew().call(() -> templates.compile(version).dag()));
    } catch (RuntimeException e) {
      LOG.infof("Nothing is inherited from template version %d: %s", version, e.getMessage());
      return Optional.empty();
    }
  }

  private void inherit(long heir, Set<Vertex> heirs, long version, Dag older) {
    List<Integer> own = new ArrayList<>();
    List<Integer> same = new ArrayList<>();
    for (Vertex each : List.copyOf(heirs)) {
      Vertex other = older.vertex(each.id()).orElse(null);
      if (other != null && runsTheSame(each, other)) {
        own.add(each.index());
        same.add(other.index());
        heirs.remove(each);
      }
    }
    if (!own.isEmpty()) {
      store.inherit(heir, own, version, same);
    }
  }

  private static boolean runsTheSame(Vertex one, Vertex other) {
    return one.payload().equals(other.payload())
        && one.env().equals(other.env())
        && one.jobType().equals(other.jobType())
        && one.cores() == other.cores()
        && one.gpus() == other.gpus()
        && one.labels().equals(other.labels());
  }
}
