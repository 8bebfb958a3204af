package org.p3s.server.deadline;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.p3s.server.dag.Dag;
import org.p3s.server.dag.Vertex;
import org.p3s.server.job.Expected;
import org.p3s.server.platform.Settings;

/**
 * How long jobs take: as measured, else as their template says. Of all others nobody knows; for the
 * order a tenth of their time limit is supposed.
 */
@ApplicationScoped
public class Estimates {

  private record Key(long version, int vertex) {}

  /** The step by which the slope of the longest path over the size of files is found. */
  private static final double STEP = 0.01;

  private final MeasurementStore store;
  private final Settings settings;
  private final Map<Key, Estimate> measured = new ConcurrentHashMap<>();
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
      Estimate found = version == null ? null : measured.get(new Key(version, vertex.index()));
      return found == null ? unmeasured(vertex) : found;
    };
  }

  private Estimate unmeasured(Vertex vertex) {
    return vertex.estimate() == null
        ? Estimate.guessed(seconds(timeLimit(vertex).dividedBy(10)))
        : Estimate.said(seconds(vertex.estimate()));
  }

  /** How long the job of a vertex may run. */
  public Duration timeLimit(Vertex vertex) {
    Duration limit = vertex.timeLimit();
    return limit == null || limit.isZero() ? settings.timeLimit() : limit;
  }

  /**
   * What a workflow needs.
   *
   * @param work seconds of a slot by the vertex' index
   * @param path seconds that its longest way takes
   * @param isKnown whether all of it was measured or said; what was not counts 0
   * @param dependsOnSize whether it is another one for a file of another size
   */
  public record Need(List<Double> work, double path, boolean isKnown, boolean dependsOnSize) {}

  /**
   * What a workflow of this template version needs for a file of this size.
   *
   * @param bytes null when not known
   */
  public Need need(Long version, Dag dag, Long bytes) {
    Function<Vertex, Estimate> own = of(version);
    List<Vertex> real = dag.vertices().stream().filter(each -> !each.isNoop()).toList();
    return new Need(
        dag.vertices().stream().map(each -> work(each, own, bytes)).toList(),
        Arrays.stream(surePaths(dag, own, bytes)).max().orElse(0),
        real.stream().allMatch(each -> own.apply(each).isKnownFor(bytes)),
        real.stream().anyMatch(each -> own.apply(each).perByte() != 0));
  }

  private static double work(Vertex vertex, Function<Vertex, Estimate> own, Long bytes) {
    Estimate estimate = vertex.isNoop() ? Estimate.said(0) : own.apply(vertex);
    return estimate.isKnownFor(bytes) ? estimate.meanFor(bytes) : 0;
  }

  /**
   * What is expected of the jobs of a template version, by the vertex' index.
   *
   * @param version null for a lone job
   */
  public List<Expected> expected(Long version, Dag dag) {
    if (version == null) {
      return List.of(Expected.OF_LONE_JOBS);
    }
    Function<Vertex, Estimate> own = of(version);
    double[] paths = seconds(dag.longestPaths(each -> own.apply(each).planned()));
    double typical =
        dag.vertices().stream()
            .filter(each -> !each.isNoop() && own.apply(each).perByte() != 0)
            .mapToDouble(each -> own.apply(each).size())
            .max()
            .orElse(0);
    double largest =
        dag.vertices().stream()
            .filter(each -> !each.isNoop() && own.apply(each).perByte() != 0)
            .mapToDouble(each -> own.apply(each).knownSize())
            .min()
            .orElse(0);
    // the longest path bends upwards over the size: its tangent at a usual size is never above it
    double[] sure = surePaths(dag, own, typical == 0 ? null : (long) typical);
    double[] further = typical == 0 ? sure : surePaths(dag, own, (long) (typical * (1 + STEP)));
    return dag.vertices().stream()
        .map(
            each -> {
              int i = each.index();
              double slope = typical == 0 ? 0 : (further[i] - sure[i]) / (typical * STEP);
              Estimate estimate = each.isNoop() ? Estimate.said(0) : own.apply(each);
              return new Expected(
                  paths[i],
                  sure[i] - slope * typical,
                  slope,
                  largest,
                  estimate.isKnown() ? estimate.base() : 0,
                  estimate.isKnown() ? estimate.perByte() : 0,
                  estimate.isKnown());
            })
        .toList();
  }

  private static double[] surePaths(Dag dag, Function<Vertex, Estimate> own, Long bytes) {
    return seconds(dag.longestPaths(each -> own.apply(each).sureFor(bytes)));
  }

  private static double[] seconds(Duration[] durations) {
    return Arrays.stream(durations).mapToDouble(Estimates::seconds).toArray();
  }

  private static double seconds(Duration duration) {
    return duration.getSeconds() + duration.getNano() / 1e9;
  }

  /** Reads all that has been measured, by all servers. */
  void refresh() {
    List<MeasurementStore.Measured> all = store.measured();
    speeds = speeds(byVertex(all));
    take(all);
  }

  /** Reads what has been measured of these template versions. */
  void refresh(Collection<Long> versions) {
    take(store.measured(versions));
  }

  private void take(List<MeasurementStore.Measured> rows) {
    Map<String, Integer> slots = store.slotsBySpeed();
    byVertex(rows)
        .forEach(
            (key, classes) -> {
              var enough = classes.stream().filter(MeasurementStore.Measured::isEnough).toList();
              if (enough.isEmpty()) {
                measured.remove(key);
              } else {
                measured.put(key, mix(enough, slots));
              }
            });
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
    double[] sums = new double[7];
    for (MeasurementStore.Measured each : classes) {
      double weight = anyThere ? slots.getOrDefault(each.speed(), 0) : 1;
      weights += weight;
      double[] values = {
        each.mean(),
        each.p90(),
        each.base(),
        each.perByte(),
        each.above(),
        each.size(),
        each.largest()
      };
      for (int i = 0; i < sums.length; i++) {
        sums[i] += weight * values[i];
      }
    }
    for (int i = 0; i < sums.length; i++) {
      sums[i] /= weights;
    }
    return new Estimate(sums[0], sums[1], sums[2], sums[3], sums[4], sums[5], sums[6], true);
  }
}
