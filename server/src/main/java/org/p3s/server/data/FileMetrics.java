package org.p3s.server.data;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** Counts files, once the transaction that moves them is committed. */
@Startup
@ApplicationScoped
public class FileMetrics {

  private static final int[] BUCKETS = {15, 30, 60, 120, 180, 300, 600, 900, 1200, 1800, 3600};

  // failures are no drops: those are counted among the settled
  private static final Set<FileState> DROPS =
      EnumSet.of(
          FileState.PRESCALED,
          FileState.STALE,
          FileState.SHED,
          FileState.UNCLASSIFIED,
          FileState.INCOMPLETE);

  private final Counter seen;
  private final Map<FileState, Counter> settled = new EnumMap<>(FileState.class);
  private final Map<FileState, Counter> dropped = new EnumMap<>(FileState.class);
  private final Timer latency;

  public FileMetrics(MeterRegistry registry) {
    seen = Counter.builder("p3s.files.seen").description("Files announced").register(registry);
    Arrays.stream(FileState.values())
        .filter(FileState::isTerminal)
        .forEach(state -> settled.put(state, counter(state, registry)));
    DROPS.forEach(state -> dropped.put(state, drops(state, registry)));
    latency =
        Timer.builder("p3s.file.latency")
            .description("From the announcement of a file to the end of its last workflow")
            .serviceLevelObjectives(
                IntStream.of(BUCKETS).mapToObj(Duration::ofSeconds).toArray(Duration[]::new))
            .register(registry);
  }

  private static Counter counter(FileState state, MeterRegistry registry) {
    return Counter.builder("p3s.files.settled")
        .description("Files that reached their final state")
        .tag("state", state.name())
        .register(registry);
  }

  private static Counter drops(FileState state, MeterRegistry registry) {
    return Counter.builder("p3s.files.dropped")
        .description("Files that were let go without processing")
        .tag("reason", state.name())
        .register(registry);
  }

  void count(@Observes(during = TransactionPhase.AFTER_SUCCESS) FilesChanged changed) {
    seen.increment(changed.seen());
    changed.settled().forEach((state, files) -> count(state, files.doubleValue()));
    changed.latencies().forEach(latency::record);
  }

  private void count(FileState state, double files) {
    settled.get(state).increment(files);
    Counter drops = dropped.get(state);
    if (drops != null) {
      drops.increment(files);
    }
  }
}
