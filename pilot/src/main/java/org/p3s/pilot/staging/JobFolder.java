package org.p3s.pilot.staging;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.p3s.protocol.AttemptId;
import org.p3s.protocol.JobFile;

/**
 * The folder of one attempt: {@code in/TAG/NAME}, {@code out/TAG/NAME}, {@code work/} where the
 * payload runs, and its {@code stdout} and {@code stderr}.
 */
public record JobFolder(Path root) {

  private static final int LONGEST_NAME = 255;

  /** The folder of this attempt below the pilot's own. */
  public static JobFolder of(Path pilot, AttemptId id) {
    return new JobFolder(pilot.resolve(id.jobId() + "." + id.attempt()));
  }

  /** An empty folder, whatever was there before. */
  public void create() throws IOException {
    delete();
    Files.createDirectories(work());
  }

  public Path work() {
    return root.resolve("work");
  }

  public Path stdout() {
    return root.resolve("stdout");
  }

  public Path stderr() {
    return root.resolve("stderr");
  }

  /**
   * Where the payload finds an input.
   *
   * @throws IllegalArgumentException when the names of the file are no names
   */
  public Path input(JobFile file) {
    return place("in", file);
  }

  /**
   * Where the payload writes an output.
   *
   * @throws IllegalArgumentException when the names of the file are no names
   */
  public Path output(JobFile file) {
    return place("out", file);
  }

  private Path place(String side, JobFile file) {
    String tag = file.tag() == null || file.tag().isEmpty() ? "_" : file.tag();
    if (!tag.matches("[A-Za-z_][A-Za-z0-9_]{0,127}")) {
      throw new IllegalArgumentException(
          "the data tag '" + readable(tag) + "' is not the name of an environment variable");
    }
    return root.resolve(side).resolve(tag).resolve(checkedName(file.name()));
  }

  /** Names come from outside: nothing may leave the folder. */
  private static String checkedName(String name) {
    if (name == null
        || name.isEmpty()
        || name.equals(".")
        || name.equals("..")
        || name.indexOf('/') >= 0
        || name.indexOf('\0') >= 0
        || name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
      throw new IllegalArgumentException("'" + readable(name) + "' is not the name of a file");
    }
    return name;
  }

  private static String readable(String text) {
    if (text == null) {
      return "null";
    }
    String line = text.replaceAll("\\p{Cntrl}", "?");
    return line.length() <= 80 ? line : line.substring(0, 80) + "…";
  }

  /** Removes the folder with all that is in it; links are removed, not followed. */
  public void delete() throws IOException {
    delete(root);
  }

  /** Removes a folder tree; links are removed, not followed. A missing one is fine. */
  public static void delete(Path tree) throws IOException {
    if (!Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(
        tree,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes seen) {
            // payloads leave folders without write permission behind; ours to remove all the same
            boolean unused = folder.toFile().setWritable(true, true);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes seen) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException why) throws IOException {
            boolean opened =
                file.toFile().setReadable(true, true) && file.toFile().setExecutable(true, true);
            if (!opened) {
              throw why;
            }
            delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, IOException why)
              throws IOException {
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
