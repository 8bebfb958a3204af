package org.p3s.server.data.storage;

import static org.p3s.server.platform.SqlArray.longs;

import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;
import org.p3s.server.platform.Settings;

/** Removes the folders of workflows that ended long ago. Links are removed, never followed. */
@ApplicationScoped
public class StorageCleaner {

  private static final Logger LOG = Logger.getLogger(StorageCleaner.class);
  private static final int BATCH = 200;

  /** A workflow whose folder may go; public because Jdbi fills it. */
  public record Litter(long id, java.time.Instant endedAt) {}

  private final Jdbi jdbi;
  private final Settings settings;

  public StorageCleaner(Jdbi jdbi, Settings settings) {
    this.jdbi = jdbi;
    this.settings = settings;
  }

  @Scheduled(every = "1m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void clean() {
    clean(Path.of(settings.storage()), settings.keepFiles());
  }

  /** Removes what ended longer ago than this, and returns how many workflows that were. */
  int clean(Path storage, Duration keep) {
    int removed = 0;
    Litter last = new Litter(0, java.time.Instant.EPOCH);
    while (true) {
      List<Litter> batch = next(last, keep);
      if (batch.isEmpty()) {
        return removed;
      }
      List<Long> gone = batch.stream().map(Litter::id).filter(id -> remove(storage, id)).toList();
      mark(gone);
      removed += gone.size();
      // what cannot be removed is tried again in a minute and holds up nothing
      last = batch.get(batch.size() - 1);
    }
  }

  private List<Litter> next(Litter last, Duration keep) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select id, ended_at from workflow
                    where not files_removed and ended_at < now() - cast(:keep as interval)
                      and (ended_at, id) > (:ended, :id)
                    order by ended_at, id limit :batch
                    """)
                .bind("keep", keep.toString())
                .bind("ended", last.endedAt())
                .bind("id", last.id())
                .bind("batch", BATCH)
                .mapTo(Litter.class)
                .list());
  }

  private void mark(List<Long> ids) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate("update workflow set files_removed = true where id = any(:ids)")
                .bind("ids", longs(ids))
                .execute());
  }

  private static boolean remove(Path storage, long workflow) {
    Path folder = storage.resolve(Long.toString(workflow));
    try {
      if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
        Files.walkFileTree(folder, new Removal());
      }
      return true;
    } catch (IOException e) {
      LOG.warnf("The files of workflow %d cannot be removed: %s", (Object) workflow, e);
      return false;
    }
  }

  private static final class Removal extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, IOException e) throws IOException {
      if (e != null) {
        throw e;
      }
      Files.delete(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
