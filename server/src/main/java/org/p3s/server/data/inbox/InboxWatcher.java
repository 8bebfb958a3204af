package org.p3s.server.data.inbox;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.p3s.inbox.FolderWatcher;
import org.p3s.inbox.Pace;
import org.p3s.inbox.Sink;
import org.p3s.inbox.SourceStatus;
import org.p3s.protocol.FileEvent;
import org.p3s.protocol.Problem.Violation;
import org.p3s.server.data.Announcements;
import org.p3s.server.data.FileEvents;
import org.p3s.server.platform.Settings;

/** Watches the inboxes that are set, as long as the server runs. */
@ApplicationScoped
public class InboxWatcher {

  private static final Logger LOG = Logger.getLogger(InboxWatcher.class);
  private static final String SOURCE = "inbox";

  private final Announcements announcements;
  private final FileEvents events;
  private final Settings settings;
  private final MeterRegistry registry;
  private final List<FolderWatcher> watchers = new CopyOnWriteArrayList<>();

  public InboxWatcher(
      Announcements announcements, FileEvents events, Settings settings, MeterRegistry registry) {
    this.registry = registry;
    this.announcements = announcements;
    this.events = events;
    this.settings = settings;
  }

  void start(@Observes StartupEvent start) {
    settings.inbox().ifPresent(places -> places.forEach(each -> watchAsSet(each.strip())));
  }

  void stop(@Observes ShutdownEvent stop) {
    watchers.forEach(FolderWatcher::close);
  }

  private void watchAsSet(String place) {
    try {
      watch(place);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("P3S_INBOX: " + e.getMessage(), e);
    }
  }

  /**
   * Watches one folder until the watcher is closed or the server ends.
   *
   * @param place a path of this machine, or {@code root://host[:port]//path}
   * @throws IllegalArgumentException with a sentence when it is neither
   */
  public FolderWatcher watch(String place) {
    Pace pace = Pace.DEFAULT.withRescan(settings.rescan());
    FolderWatcher watcher = new FolderWatcher(place, null, pace, this::announce, LOG::warn);
    watchers.add(watcher);
    Gauge.builder("p3s_source_failing", watcher, InboxWatcher::failing)
        .description("1 when no files come from this inbox for now")
        .tag("source", watcher.place())
        .register(registry);
    Thread thread = new Thread(watcher, "inbox " + place);
    thread.setDaemon(true);
    thread.start();
    LOG.infof("Watching %s", watcher.place());
    return watcher;
  }

  private static double failing(FolderWatcher watcher) {
    return watcher.status().state() == SourceStatus.State.FAILING ? 1 : 0;
  }

  /** How each inbox of this server fares, in the order of the setting. */
  public List<SourceStatus> sources() {
    return watchers.stream().map(FolderWatcher::status).toList();
  }

  private void announce(List<FileEvent> found) throws Sink.Rejected {
    List<Violation> broken = new ArrayList<>();
    found.forEach(each -> events.check(each, broken));
    if (!broken.isEmpty()) {
      throw new Sink.Rejected(
          broken.stream().map(Violation::message).distinct().collect(Collectors.joining("; ")));
    }
    announcements.announce(found.stream().map(events::read).toList(), SOURCE).join();
  }
}
