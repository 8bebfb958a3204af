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
import java.util.Map;
import java.util.stream.IntStream;

/** Counts files, once the transaction that moves them is committed. */
@Startup
@ApplicationScoped
public class FileMetrics {

  private static final int[] BUCKETS = {15, 30, 60, 120, 180, 300, 600, 900, 1200, 1800, 3600};

  private final Counter seen;
  private final Map<FileState, Counter> settled = new EnumMap<>(FileState.class);
  private final Map<FileCause, Counter> dropped = new EnumMap<>(FileCause.class);
  private final Timer latency;

  public FileMetrics(MeterRegistry registry) {
    seen = Counter.builder("p3s.files.seen").description("Files announced").register(registry);
    Arrays.stream(FileState.values())
        .filter(FileState::isTerminal)
        .forEach(state -> settled.put(state, counter(state, registry)));
    // failures are no drops: those are counted among the settled
    Arrays.stream(FileCause.values())
        .filter(FileCause::isDrop)
        .forEach(cause -> dropped.put(cause, drops(cause, registry)));
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

  private static Counter drops(FileCause cause, MeterRegistry registry) {
    return Counter.builder("p3s.files.dropped")
        .description("Files that were let go without processing")
        .tag("reason", cause.name())
        .register(registry);
  }

  void count(@Observes(during = TransactionPhase.AFTER_SUCCESS) FilesChanged changed) {
    seen.increment(changed.seen());
    changed.settled().forEach(this::count);
    changed.latencies().forEach(latency::record);
  }

  private void count(FilesChanged.Ending ending) {
    settled.get(ending.state()).increment();
    if (ending.cause() != null && ending.cause().isDrop()) {
      dropped.get(ending.cause()).increment();
    }
  }
}
