package org.p3s.pilot.payload;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;

/** How much a folder holds, looked at now and then: counting a large one takes its time. */
final class FolderSize {

  private static final long PAUSE = Duration.ofSeconds(2).toNanos();

  /** Counting may take this part of the time. */
  private static final int SHARE = 20;

  private final Path folder;
  private final long most;
  private long bytes;
  private long lookAt = System.nanoTime();

  FolderSize(Path folder, long most) {
    this.folder = folder;
    this.most = most;
  }

  /** Whether it held too much when it was counted last. */
  boolean isOver() {
    long began = System.nanoTime();
    if (most < Long.MAX_VALUE && began - lookAt >= 0) {
      bytes = count();
      long now = System.nanoTime();
      lookAt = now + Math.max(PAUSE, SHARE * (now - began));
    }
    return bytes > most;
  }

  String sentence() {
    return "The payload's folder held %d bytes, and %d are allowed".formatted(bytes, most);
  }

  /** What vanishes meanwhile, or cannot be read, counts nothing; links are not followed. */
  private long count() {
    long[] sum = new long[1];
    try {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              sum[0] += attributes.size();
              return sum[0] > most ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException e) {
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      return 0;
    }
    return sum[0];
  }
}
