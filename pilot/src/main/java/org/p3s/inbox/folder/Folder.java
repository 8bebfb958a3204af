package org.p3s.inbox.folder;

import java.io.Closeable;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A folder that a watcher follows, and reads in the watcher's thread alone. Files are those that
 * may be announced: no sidecars, no folders, no names that begin with a dot.
 *
 * <p>Whatever cannot be had is an {@link IOException} whose message is a sentence for people.
 */
public interface Folder extends Closeable {

  /**
   * What to watch: a path of this machine, or {@code root://host[:port]//path}.
   *
   * @throws IllegalArgumentException with a sentence when it is neither
   */
  static Folder of(String place) {
    return XrootdFolder.isMeant(place) ? XrootdFolder.of(place) : LocalFolder.of(place);
  }

  /** What people call it; with a slash and a name behind it, the URL of a file. */
  String place();

  /** Begins to follow it, or begins anew. */
  void open() throws IOException;

  /** Hands out every file; only when it does not throw were these all. */
  void list(Consumer<Entry> files) throws IOException, InterruptedException;

  /** Whether a file's size is only known from listings, so that listing is also looking. */
  boolean isSeenByListing();

  /** What a file is by now; empty when there is no such file any more. */
  Optional<Entry> look(Entry file);

  /** The sidecars of those of these files that have one, by the files' names. */
  Map<String, Sidecar> sidecars(Collection<String> files) throws IOException, InterruptedException;

  /**
   * Waits, and hands out files that appear meanwhile, if the folder tells.
   *
   * @return false when something was missed and the folder must be listed
   */
  boolean await(long nanos, Consumer<Entry> files) throws IOException, InterruptedException;

  /** Something about the folder that is odd but keeps nothing from working; null if nothing is. */
  String remark();
}
