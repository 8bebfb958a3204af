package org.p3s.pilot.staging;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.p3s.protocol.Cause;
import org.p3s.protocol.JobFile;

/**
 * Brings the inputs of a job into its folder.
 *
 * @param copy whether files of this node are copied; otherwise the payload sees links to them
 */
public record StageIn(JobFolder folder, WebFiles web, boolean copy) {

  /** All files, or a failure that names the first one that could not be had. */
  public void bring(List<JobFile> files) throws Failed, InterruptedException {
    Map<Path, String> brought = new HashMap<>();
    for (JobFile file : files) {
      Path target = place(file);
      String before = brought.putIfAbsent(target, String.valueOf(file.url()));
      if (before == null) {
        bring(file, target);
      } else if (!before.equals(file.url())) {
        throw failed(file, "another input has the same tag and name: " + before);
      }
    }
  }

  private Path place(JobFile file) throws Failed {
    try {
      return folder.input(file);
    } catch (IllegalArgumentException e) {
      throw failed(file, e.getMessage());
    }
  }

  private void bring(JobFile file, Path target) throws Failed, InterruptedException {
    try {
      Files.createDirectories(target.getParent());
      Location from = Location.of(web.absolute(file.url()));
      if (from instanceof Location.Remote remote) {
        web.get(remote.uri(), target);
      } else if (from instanceof Location.Root root) {
        new RootFiles(web.limit()).get(root.url(), target);
      } else if (from instanceof Location.Local local) {
        fromHere(local.path(), target);
      }
    } catch (FileNotFoundException e) {
      if (!file.optional()) {
        throw failed(file, "there is no such file");
      }
      discard(target);
      return;
    } catch (IOException | IllegalArgumentException e) {
      throw failed(file, Sentence.of(e));
    }
    check(file, target);
  }

  private void fromHere(Path from, Path target) throws IOException {
    if (!Files.exists(from)) {
      throw new FileNotFoundException();
    }
    if (!Files.isRegularFile(from)) {
      throw new IOException("it is not a file");
    }
    if (!Files.isReadable(from)) {
      throw new IOException("it may not be read");
    }
    if (copy) {
      Files.copy(from, target);
    } else {
      Files.createSymbolicLink(target, from);
    }
  }

  private static void check(JobFile file, Path target) throws Failed {
    if (file.size() == null && file.adler32() == null) {
      return;
    }
    try {
      String difference = quickDifference(file, target);
      if (difference == null && file.adler32() != null) {
        difference = Fingerprint.of(target).differenceFrom(file);
      }
      if (difference != null) {
        throw failed(file, "it " + difference);
      }
    } catch (IOException e) {
      throw failed(file, Sentence.of(e));
    }
  }

  private static String quickDifference(JobFile file, Path target) throws IOException {
    JobFile sizeOnly = new JobFile(null, null, null, file.size(), null, false);
    return new Fingerprint(Files.size(target), "").differenceFrom(sizeOnly);
  }

  private static void discard(Path target) {
    try {
      Files.deleteIfExists(target);
    } catch (IOException e) {
      // the error page of a missing optional input stays behind: harmless but for its name
    }
  }

  private static Failed failed(JobFile file, String why) {
    return new Failed(Cause.STAGE_IN, "Input " + file.url() + " could not be staged in: " + why);
  }
}
