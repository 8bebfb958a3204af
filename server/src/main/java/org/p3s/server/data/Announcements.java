package org.p3s.server.data;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.p3s.protocol.FileAnswer;
import org.p3s.server.platform.Batches;

/** Takes announced files; announcements that come at the same time share a transaction. */
@ApplicationScoped
public class Announcements {

  /** The files of one call. */
  record Call(List<Announcement> files, String source) {}

  private static final int MOST_FILES = 2_000;

  private final Batches<Call, List<FileAnswer>> batches;

  Announcements(Intake intake) {
    this.batches =
        new Batches<>("announcements", call -> call.files().size(), MOST_FILES, intake::take);
  }

  /**
   * Takes files, all or none. A URL that is known keeps what is known of it and starts nothing
   * again.
   *
   * @return an answer for each, in the same order, once they are stored
   */
  public CompletableFuture<List<FileAnswer>> announce(List<Announcement> files, String source) {
    return batches.submit(new Call(files, source));
  }

  @PreDestroy
  void close() {
    batches.close();
  }
}
