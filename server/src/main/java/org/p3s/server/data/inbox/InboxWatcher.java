package org.p3s.server.data.inbox;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.p3s.inbox.DirectoryWatcher;
import org.p3s.inbox.Pace;
import org.p3s.inbox.Sink;
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
  private final List<DirectoryWatcher> watchers = new CopyOnWriteArrayList<>();

  public InboxWatcher(Announcements announcements, FileEvents events, Settings settings) {
    this.announcements = announcements;
    this.events = events;
    this.settings = settings;
  }

  void start(@Observes StartupEvent start) {
    settings.inbox().ifPresent(folders -> folders.forEach(each -> watch(Path.of(each.strip()))));
  }

  void stop(@Observes ShutdownEvent stop) {
    watchers.forEach(DirectoryWatcher::close);
  }

  /** Watches one folder until the watcher is closed or the server ends. */
  public DirectoryWatcher watch(Path folder) {
    Pace pace = Pace.DEFAULT.withRescan(settings.rescan());
    DirectoryWatcher watcher = new DirectoryWatcher(folder, null, pace, this::announce, LOG::warn);
    watchers.add(watcher);
    Thread thread = new Thread(watcher, "inbox " + folder);
    thread.setDaemon(true);
    thread.start();
    LOG.infof("Watching %s", folder.toAbsolutePath());
    return watcher;
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
