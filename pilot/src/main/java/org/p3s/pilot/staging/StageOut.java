package org.p3s.pilot.staging;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.p3s.protocol.AttemptId;
import org.p3s.protocol.Cause;
import org.p3s.protocol.JobFile;
import org.p3s.protocol.OutputFile;

/** Checks the declared outputs of a job and takes them to where they belong. */
public record StageOut(JobFolder folder, WebFiles web, AttemptId attempt) {

  /**
   * All outputs or none: nothing is taken anywhere while one that is needed is missing.
   *
   * @return the outputs that exist, as they were staged out
   */
  public List<OutputFile> deliver(List<JobFile> files) throws Failed, InterruptedException {
    List<JobFile> there = new ArrayList<>();
    List<JobFile> missing = new ArrayList<>();
    for (JobFile file : files) {
      if (Files.isRegularFile(folder.output(file))) {
        there.add(file);
      } else if (!file.optional()) {
        missing.add(file);
      }
    }
    if (!missing.isEmpty()) {
      throw new Failed(Cause.OUTPUT_MISSING, "The payload did not write " + names(missing));
    }
    List<OutputFile> delivered = new ArrayList<>();
    for (JobFile file : there) {
      delivered.add(deliver(file));
    }
    return delivered;
  }

  private static String names(List<JobFile> missing) {
    return missing.stream()
        .map(file -> file.name() + " ($" + file.tag() + ")")
        .collect(Collectors.joining(", "));
  }

  private OutputFile deliver(JobFile file) throws Failed, InterruptedException {
    Path from = folder.output(file);
    try {
      Fingerprint content = Fingerprint.of(from);
      String difference = content.differenceFrom(file);
      if (difference != null) {
        throw failed(file, "it " + difference);
      }
      if (file.url() != null) {
        send(from, content, Location.of(file.url()));
      }
      return new OutputFile(file.name(), content.size(), content.adler32());
    } catch (IOException | IllegalArgumentException e) {
      throw failed(file, Sentence.of(e));
    }
  }

  private void send(Path from, Fingerprint content, Location to)
      throws IOException, InterruptedException {
    if (to instanceof Location.Remote remote) {
      Tries.run(3, () -> web.put(from, remote.uri()));
    } else if (to instanceof Location.Root root) {
      RootFiles files = new RootFiles(web.limit());
      Tries.run(3, () -> files.put(from, content, root.url(), attempt));
    } else if (to instanceof Location.Local local) {
      place(from, content, local.path());
    }
  }

  /** The file appears at its place whole or not at all, also for readers on other nodes. */
  private void place(Path from, Fingerprint content, Path target) throws IOException {
    Path into = target.getParent();
    Files.createDirectories(into);
    if (Files.isDirectory(target)) {
      throw new IOException(target + " is a folder");
    }
    if (isOursToMove(from, into)) {
      try (FileChannel file = FileChannel.open(from, WRITE)) {
        file.force(true);
      }
      Files.move(from, target, ATOMIC_MOVE);
    } else {
      copy(from, content, target);
    }
    try (FileChannel entries = FileChannel.open(into, READ)) {
      entries.force(true);
    }
  }

  private static boolean isOursToMove(Path from, Path into) throws IOException {
    return Files.isRegularFile(from, LinkOption.NOFOLLOW_LINKS)
        && Files.isWritable(from)
        && Files.getAttribute(from, "unix:nlink").equals(1)
        && Files.getAttribute(from, "unix:dev").equals(Files.getAttribute(into, "unix:dev"));
  }

  private void copy(Path from, Fingerprint content, Path target) throws IOException {
    String name = ".p3s-" + attempt.jobId() + "." + attempt.attempt() + ".part";
    Path part = target.resolveSibling(name);
    Files.deleteIfExists(part);
    try {
      Fingerprint.copy(from, part);
      Fingerprint written = Fingerprint.of(part);
      if (!written.equals(content)) {
        throw new IOException("the copy on " + target.getParent() + " differs from the original");
      }
      Files.move(part, target, ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static Failed failed(JobFile file, String why) {
    String where = file.url() == null ? "" : " to " + file.url();
    return new Failed(
        Cause.STAGE_OUT, "Output " + file.name() + " could not be staged out" + where + ": " + why);
  }
}
