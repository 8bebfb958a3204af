package org.p3s.server.legacy;

import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.p3s.server.dqm.Picture;
import org.p3s.server.dqm.ResultsRequest.Plot;
import org.p3s.server.platform.Settings;

/**
 * Fetches the pictures that old payloads name from the disk on which they put them: {@code
 * SUBDIR/JOB-UUID/FILE}. Whoever names them may not be trusted.
 */
@ApplicationScoped
@Startup
class Pictures {

  private static final Logger LOG = Logger.getLogger(Pictures.class);

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,254}");

  /** What begins the names of the pictures of one file. */
  private static final Pattern OF_ONE_FILE =
      Pattern.compile("run_?[0-9]+_(?:(?:subrun)?[0-9][0-9:.-]*_)?(?:dl[0-9]+_)?(?=[^._])");

  /** Bytes of all pictures of one entry, so that a long list does not fill the memory. */
  private static final long MOST = 32L * 1024 * 1024;

  private final Optional<Path> folder;

  Pictures(Settings settings) {
    folder = settings.legacyPlots().map(Path::of);
    // it may be a disk that is not there yet
    folder
        .filter(each -> settings.legacy() && !Files.isDirectory(each))
        .ifPresent(
            each ->
                LOG.warnf(
                    "P3S_LEGACY_PLOTS: %s is no folder; until it is, pictures are only named",
                    each));
  }

  /**
   * These plots with the bytes of those that are there, under names that they have in common with
   * the pictures of the next file, which take their place.
   */
  List<Plot> fetch(List<Plot> named, String subdir, String uuid) {
    Map<String, Plot> plots = new LinkedHashMap<>();
    long left = MOST;
    int drawn = 0;
    for (Plot each : named) {
      Optional<byte[]> bytes =
          left > 0 ? read(each.mediaType(), subdir, uuid, each.name()) : Optional.empty();
      left -= bytes.map(read -> read.length).orElse(0);
      drawn += bytes.isPresent() ? 1 : 0;
      String name = OF_ONE_FILE.matcher(each.name()).replaceFirst("");
      // in a list of pictures of several files they keep their own names
      Plot plot =
          plot(
              plots.containsKey(name) ? each.name() : name,
              each,
              bytes.map(Base64.getEncoder()::encodeToString).orElse(null));
      plots.putIfAbsent(plot.name(), plot);
    }
    if (folder.isPresent() && drawn < plots.size()) {
      LOG.infof(
          "Of %d pictures that an old client names %d are in %s/%s; the others are only named",
          plots.size(), drawn, subdir, uuid);
    }
    return List.copyOf(plots.values());
  }

  private static Plot plot(String name, Plot named, String data) {
    return new Plot(name, named.title(), named.category(), named.help(), named.mediaType(), data);
  }

  private Optional<byte[]> read(String mediaType, String subdir, String uuid, String file) {
    if (folder.isEmpty() || !List.of(subdir, uuid, file).stream().allMatch(this::isPlain)) {
      return Optional.empty();
    }
    try {
      Path root = folder.get().toRealPath();
      Path real = root.resolve(subdir).resolve(uuid).resolve(file).toRealPath();
      if (!real.startsWith(root) || !Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS)) {
        LOG.warnf("The picture %s of an old client is not taken: it is not within %s", real, root);
        return Optional.empty();
      }
      try (InputStream in = Files.newInputStream(real, LinkOption.NOFOLLOW_LINKS)) {
        byte[] bytes = in.readNBytes(Picture.LARGEST + 1);
        Picture.check(mediaType, bytes);
        return Optional.of(bytes);
      }
    } catch (IOException | IllegalArgumentException e) {
      LOG.debugf("The picture %s/%s/%s is only named: %s", subdir, uuid, file, e.getMessage());
      return Optional.empty();
    }
  }

  private boolean isPlain(String name) {
    return PLAIN.matcher(name).matches();
  }
}
