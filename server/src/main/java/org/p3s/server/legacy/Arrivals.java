package org.p3s.server.legacy;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.p3s.protocol.FileEvent;
import org.p3s.protocol.Problem.Violation;
import org.p3s.server.data.Announcements;
import org.p3s.server.data.FileEvents;

/** Announces files that an old client tells of, as {@code POST /api/v1/files} would. */
@ApplicationScoped
class Arrivals {

  private final FileEvents events;
  private final Announcements announcements;

  Arrivals(FileEvents events, Announcements announcements) {
    this.events = events;
    this.announcements = announcements;
  }

  /**
   * The file has arrived; the triggers decide what becomes of it. Saying so again changes nothing.
   *
   * @return what is wrong with it, empty when it was taken
   */
  String announce(Dataset dataset, String who) {
    FileEvent event =
        new FileEvent(dataset.name(), dataset.url(), null, null, null, null, null, null, null);
    List<Violation> broken = new ArrayList<>();
    events.check(event, broken);
    if (broken.isEmpty()) {
      announcements.announce(List.of(events.read(event)), who).join();
    }
    return broken.stream().map(Violation::message).collect(Collectors.joining("; "));
  }
}
