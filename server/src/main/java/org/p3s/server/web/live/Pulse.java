package org.p3s.server.web.live;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.operators.multi.processors.BroadcastProcessor;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.p3s.server.platform.Changes;

/** Gathers the hints of each second, however many there are, once for all open pages. */
@ApplicationScoped
public class Pulse {

  private static final Duration BEAT = Duration.ofSeconds(1);

  private final Changes changes;
  private final BroadcastProcessor<String> beats = BroadcastProcessor.create();
  private Cancellable gathering;

  public Pulse(Changes changes) {
    this.changes = changes;
  }

  void start(@Observes StartupEvent event) {
    gathering =
        changes
            .hints()
            .group()
            .intoLists()
            .every(BEAT)
            .onOverflow()
            .drop()
            .filter(hints -> !hints.isEmpty())
            .map(Pulse::topics)
            .subscribe()
            .with(beats::onNext);
  }

  void stop(@Observes ShutdownEvent event) {
    gathering.cancel();
    beats.onComplete();
  }

  private static String topics(List<Changes.Topic> hints) {
    return hints.stream().distinct().map(Enum::name).sorted().collect(Collectors.joining(" "));
  }

  /** The topics that changed within a second, separated by blanks; nothing when nothing did. */
  public Multi<String> beats() {
    return beats.onOverflow().drop();
  }
}
