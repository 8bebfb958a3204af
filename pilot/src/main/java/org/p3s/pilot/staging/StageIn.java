package org.p3s.pilot.staging;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
public record StageIn(JobFolder folder, WebFiles web, boolean copy, Outages outages) {

  /**
   * All files, or a failure that names the first one that could not be had.
   *
   * @return sentences about files that did not come from where they usually do
   */
  public List<String> bring(List<JobFile> files) throws Failed, InterruptedException {
    Map<Path, String> brought = new HashMap<>();
    List<String> notes = new ArrayList<>();
    for (JobFile file : files) {
      Path target = place(file);
      String before = brought.putIfAbsent(target, String.valueOf(file.url()));
      if (before == null) {
        String note = bring(file, target);
        if (note != null) {
          notes.add(note);
        }
      } else if (!before.equals(file.url())) {
        throw failed(file, "another input has the same tag and name: " + before);
      }
    }
    return notes;
  }

  private Path place(JobFile file) throws Failed {
    try {
      return folder.input(file);
    } catch (IllegalArgumentException e) {
      throw failed(file, e.getMessage());
    }
  }

  private String bring(JobFile file, Path target) throws Failed, InterruptedException {
    String note;
    try {
      Files.createDirectories(target.getParent());
      note = fetch(file, target);
    } catch (FileNotFoundException e) {
      if (!file.optional()) {
        throw failed(file, "there is no such file");
      }
      discard(target);
      return null;
    } catch (IOException | IllegalArgumentException e) {
      throw failed(file, Sentence.of(e));
    }
    check(file, target);
    return note;
  }

  private String fetch(JobFile file, Path target) throws IOException, InterruptedException {
    Fetch fetch = new Fetch(web, copy);
    if (file.buffer() == null) {
      fetch.patiently(Location.of(web.absolute(file.url())), target);
      return null;
    }
    BufferPermits permits = new BufferPermits(web.http(), web.server(), web.token());
    return new TwoPlaces(fetch, outages, permits, file, target).fetch();
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
