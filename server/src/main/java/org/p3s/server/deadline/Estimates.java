package org.p3s.server.deadline;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.p3s.server.dag.Vertex;
import org.p3s.server.platform.Settings;

/**
 * How long jobs are expected to take: as measured, else as their template says, else a tenth of
 * their time limit.
 */
@ApplicationScoped
public class Estimates {

  private record Key(long version, int vertex) {}

  private final MeasurementStore store;
  private final Settings settings;
  private final Map<Key, Estimate> inUse = new ConcurrentHashMap<>();
  private volatile Map<String, Double> speeds = Map.of();

  Estimates(MeasurementStore store, Settings settings) {
    this.store = store;
    this.settings = settings;
  }

  void start(@Observes StartupEvent event) {
    refresh();
  }

  /** How long the jobs of a template version take, but for noops. */
  public Function<Vertex, Estimate> of(Long version) {
    return vertex -> {
      Estimate measured = version == null ? null : inUse.get(new Key(version, vertex.index()));
      return measured == null ? said(vertex) : measured;
    };
  }

  private Estimate said(Vertex vertex) {
    Duration said = vertex.estimate() == null ? timeLimit(vertex).dividedBy(10) : vertex.estimate();
    return Estimate.said(said.toMillis() / 1000.0);
  }

  /** How long the job of a vertex may run. */
  public Duration timeLimit(Vertex vertex) {
    Duration limit = vertex.timeLimit();
    return limit == null || limit.isZero() ? settings.timeLimit() : limit;
  }

  /**
   * Reads what has been measured, by all servers.
   *
   * @return the template versions of which an estimate is notably another one than before
   */
  Set<Long> refresh() {
    Map<String, Integer> slots = store.slotsBySpeed();
    Set<Long> moved = new HashSet<>();
    Map<Key, List<MeasurementStore.Measured>> byVertex = byVertex(store.measured());
    speeds = speeds(byVertex);
    byVertex.forEach(
        (key, classes) -> {
          Estimate now = mix(classes, slots);
          Estimate before = inUse.get(key);
          if (before == null || now.isNewsAfter(before)) {
            inUse.put(key, now);
            moved.add(key.version);
          }
        });
    return moved;
  }

  /** How much a slot of this speed class does beside an average one. */
  double speed(String speedClass) {
    return speeds.getOrDefault(speedClass, 1.0);
  }

  /** Of each class the mean over all vertices that were measured on several. */
  private static Map<String, Double> speeds(Map<Key, List<MeasurementStore.Measured>> byVertex) {
    return byVertex.values().stream()
        .filter(classes -> classes.size() > 1)
        .flatMap(
            classes -> {
              double mean =
                  classes.stream().mapToDouble(MeasurementStore.Measured::mean).average().orElse(1);
              return classes.stream()
                  .map(each -> Map.entry(each.speed(), mean / Math.max(each.mean(), 1e-3)));
            })
        .collect(
            Collectors.groupingBy(
                Map.Entry::getKey, Collectors.averagingDouble(Map.Entry::getValue)));
  }

  private static Map<Key, List<MeasurementStore.Measured>> byVertex(
      List<MeasurementStore.Measured> all) {
    return all.stream()
        .collect(Collectors.groupingBy(each -> new Key(each.versionId(), each.vertex())));
  }

  /** By the slots that there are of each speed class now; all alike when there are none. */
  private static Estimate mix(List<MeasurementStore.Measured> classes, Map<String, Integer> slots) {
    boolean anyThere = classes.stream().anyMatch(each -> slots.containsKey(each.speed()));
    double weights = 0;
    double mean = 0;
    double p90 = 0;
    for (MeasurementStore.Measured each : classes) {
      double weight = anyThere ? slots.getOrDefault(each.speed(), 0) : 1;
      weights += weight;
      mean += weight * each.mean();
      p90 += weight * each.p90();
    }
    return new Estimate(mean / weights, p90 / weights);
  }
}
