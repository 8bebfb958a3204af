package org.p3s.server.legacy;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.p3s.protocol.JobFile;
import org.p3s.protocol.JobOffer;
import org.p3s.server.platform.Settings;

/**
 * Gives a job to an old pilot. Such a pilot stages nothing: its payload finds in its environment
 * where the files themselves are, and reads and writes them there.
 */
@ApplicationScoped
class Dispatch {

  private static final Logger LOG = Logger.getLogger(Dispatch.class);

  private final Settings settings;
  private final Addresses addresses;

  Dispatch(Settings settings, Addresses addresses) {
    this.settings = settings;
    this.addresses = addresses;
  }

  String reply(JobOffer job) {
    job.outputs().forEach(this::makeFolder);
    Map<String, Object> reply = new LinkedHashMap<>();
    reply.put("status", "OK");
    reply.put("timelimit", job.timeLimit().toSeconds());
    reply.put("state", "dispatched");
    reply.put("job", job.jobUuid());
    reply.put("payload", job.payload());
    reply.put("env", Serialized.json(env(job)));
    return Serialized.json(reply);
  }

  private Map<String, String> env(JobOffer job) {
    Map<String, String> env = new TreeMap<>(job.env());
    Stream.of(job.inputs(), job.outputs())
        .flatMap(List::stream)
        .forEach(file -> env.put(file.tag(), place(file.url())));
    job.variables(addresses.server(), Instant.now())
        .forEach(
            (name, value) -> {
              if (value != null) {
                env.put(name, value);
              }
            });
    return env;
  }

  /** The path of a file that is on the disks; where others are only their payload can know. */
  private static String place(String url) {
    if (!url.regionMatches(true, 0, "file:", 0, 5)) {
      return url;
    }
    try {
      String path = new URI(url).getPath();
      if (path != null) {
        return path;
      }
    } catch (URISyntaxException e) {
      // file:///with blanks/… is no URI, but there is only one thing that it can mean
    }
    return url.replaceFirst("(?i)^file:(//)?", "");
  }

  /** Nobody else would make a workflow's own folder in the storage of this server. */
  private void makeFolder(JobFile output) {
    Path storage = Path.of(settings.storage()).toAbsolutePath().normalize();
    if (output.url().startsWith(storage + "/")) {
      try {
        Files.createDirectories(Path.of(output.url()).getParent());
      } catch (IOException | InvalidPathException e) {
        LOG.warnf("The folder of %s cannot be made: %s", output.url(), e.toString());
      }
    }
  }
}
