package org.p3s.server.data;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.p3s.server.platform.Listing;
import org.p3s.server.platform.Refusal;

/** What is known of files. */
@ApplicationScoped
public class Files {

  private final FileStore store;

  Files(FileStore store) {
    this.store = store;
  }

  /** The newest first. */
  public Listing<File> list(
      FileState state, FileCause cause, Long run, String prefix, Long before, int limit) {
    List<File> found = store.list(new FileStore.Filter(state, cause, run, prefix, before), limit);
    return Listing.of(found, limit, File::id);
  }

  public File find(long id) {
    return store.find(id).orElseThrow(() -> Refusal.notFound("file", id));
  }

  /** The file of this URL, or of this id when it is a number. */
  public Optional<File> findByUrlOrId(String urlOrId) {
    if (urlOrId.matches("[0-9]{1,18}")) {
      return store.find(Long.parseLong(urlOrId));
    }
    return store.byUrl(List.of(urlOrId)).stream().findFirst();
  }

  List<FileStore.Event> history(long file) {
    return store.history(file);
  }

  List<FileStore.Conflict> conflicts(long file) {
    return store.conflicts(List.of(file));
  }
}
