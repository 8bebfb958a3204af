package org.p3s.inbox.folder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.p3s.xrootd.RemoteFile;
import org.p3s.xrootd.RootUrl;
import org.p3s.xrootd.XrdFailure;
import org.p3s.xrootd.Xrdfs;

/** A folder of an XRootD server, which says nothing by itself: it is listed again and again. */
final class XrootdFolder implements Folder {

  // 100,000 files take a second; beyond ten times as many a folder is no inbox
  private static final int MOST = 1_000_000;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int SIDECARS_AT_ONCE = 100;

  private final RootUrl folder;
  private final Xrdfs server;
  // sizes of the sidecars that the last listing showed, by the files' names
  private final Map<String, Long> sidecars = new HashMap<>();
  private String remark;

  private XrootdFolder(RootUrl folder) {
    this.folder = folder;
    this.server = new Xrdfs(folder, PATIENCE);
  }

  static boolean isMeant(String place) {
    return RootUrl.isMeant(place);
  }

  static XrootdFolder of(String place) {
    RootUrl folder = RootUrl.of(place);
    if (!folder.query().isEmpty()) {
      throw new IllegalArgumentException("'" + place + "' must not hold '?'");
    }
    return new XrootdFolder(folder);
  }

  @Override
  public String place() {
    return folder.toString();
  }

  @Override
  public void open() {
    // there is nothing to hold open: every listing is a call of its own
  }

  @Override
  public void list(Consumer<Entry> files) throws IOException, InterruptedException {
    Listing listing = new Listing(files);
    int odd = server.list(folder.path(), listing::take);
    listing.end();
    sidecars.clear();
    sidecars.putAll(listing.sidecars);
    int passedOver = odd + listing.unspeakable;
    remark =
        passedOver == 0
            ? null
            : "%d names in %s are passed over: they hold a question mark or are not UTF-8"
                .formatted(passedOver, place());
  }

  /** One listing in the making. */
  private static final class Listing {
    private final Consumer<Entry> files;
    private final Map<String, Long> sidecars = new HashMap<>();
    private final Map<String, Entry> doubtful = new HashMap<>();
    private final Set<String> dotless = new HashSet<>();
    private int seen;
    private int unspeakable;

    Listing(Consumer<Entry> files) {
      this.files = files;
    }

    void take(RemoteFile file) {
      String name = file.name();
      if (file.isFolder() || name.startsWith(".")) {
        return;
      }
      if (++seen > MOST) {
        throw new UncheckedIOException(
            new IOException("it holds more than " + MOST + " files; move old ones away"));
      }
      Entry entry = new Entry(name, file.size(), file.modified().toEpochMilli());
      Optional<String> owner = Sidecar.owner(name);
      if (name.indexOf('?') >= 0) {
        unspeakable++;
      } else if (owner.isPresent() && Sidecar.isNothingElse(name)) {
        sidecars.put(owner.get(), file.size());
      } else if (owner.isPresent()) {
        doubtful.put(owner.get(), entry);
      } else {
        if (name.indexOf('.') < 0) {
          dotless.add(name);
        }
        files.accept(entry);
      }
    }

    /** {@code x.json} is a sidecar if {@code x} is there, which only the whole listing tells. */
    void end() {
      doubtful.forEach(
          (owner, entry) -> {
            if (dotless.contains(owner)) {
              sidecars.put(owner, entry.size());
            } else {
              files.accept(entry);
            }
          });
    }
  }

  @Override
  public boolean isSeenByListing() {
    return true;
  }

  @Override
  public Optional<Entry> look(Entry file) {
    return file.isLookedAt() ? Optional.of(file) : Optional.empty();
  }

  @Override
  public Map<String, Sidecar> sidecars(Collection<String> files)
      throws IOException, InterruptedException {
    Map<String, Sidecar> found = new HashMap<>();
    List<String> wanted = new ArrayList<>();
    for (String each : files) {
      Long size = sidecars.get(each);
      if (size != null && size > Sidecar.LONGEST) {
        found.put(each, Sidecar.unreadable("it is longer than 64 KiB"));
      } else if (size != null && !Xrdfs.isSpeakable(sidecarPath(each))) {
        found.put(
            each,
            Sidecar.unreadable(
                "its name cannot be written in the watcher's locale; start with LC_ALL=C.UTF-8"));
      } else if (size != null) {
        wanted.add(each);
      }
    }
    for (int from = 0; from < wanted.size(); from += SIDECARS_AT_ONCE) {
      read(wanted.subList(from, Math.min(wanted.size(), from + SIDECARS_AT_ONCE)), found);
    }
    return found;
  }

  /** Many in one call, cut at the sizes that the listing gives; one by one if those do not fit. */
  private void read(List<String> files, Map<String, Sidecar> found)
      throws IOException, InterruptedException {
    byte[] all;
    try {
      all = server.read(files.stream().map(this::sidecarPath).toList());
    } catch (XrdFailure e) {
      if (e.kind() == XrdFailure.Kind.UNREACHABLE || e.kind() == XrdFailure.Kind.NO_CLIENT) {
        throw e;
      }
      all = new byte[0];
    }
    if (all.length != files.stream().mapToLong(sidecars::get).sum()) {
      readEach(files, found);
      return;
    }
    int from = 0;
    for (String each : files) {
      int to = from + sidecars.get(each).intValue();
      found.put(each, Sidecar.of(Arrays.copyOfRange(all, from, to)));
      from = to;
    }
  }

  private void readEach(List<String> files, Map<String, Sidecar> found)
      throws IOException, InterruptedException {
    for (String each : files) {
      try {
        found.put(each, Sidecar.of(server.read(List.of(sidecarPath(each)))));
      } catch (XrdFailure e) {
        switch (e.kind()) {
          case UNREACHABLE, NO_CLIENT -> throw e;
          case MISSING -> {} // removed since the listing
          case NO_CHECKSUM, OTHER -> found.put(each, Sidecar.unreadable(e.getMessage()));
        }
      }
    }
  }

  private String sidecarPath(String file) {
    return (folder.path().equals("/") ? "/" : folder.path() + "/") + file + Sidecar.SUFFIX;
  }

  @Override
  public boolean await(long nanos, Consumer<Entry> files) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(nanos);
    return true;
  }

  @Override
  public String remark() {
    return remark;
  }

  @Override
  public void close() {
    // nothing is open
  }
}
