package org.p3s.lartpc.emulator;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.Adler32;

/**
 * Makes a file appear whole or not at all: it grows under a hidden name and is renamed at the end,
 * after its sidecar. Who sees the final name sees all bytes and the sidecar.
 */
final class FileDrop extends OutputStream {
  private final Path target;
  private final Path hidden;
  private final OutputStream out;
  private final Adler32 adler = new Adler32();
  private final long limit;
  private long size;

  /**
   * Starts a file.
   *
   * @param limit bytes after which all the rest is swallowed
   */
  FileDrop(Path target, long limit) throws IOException {
    if (Files.exists(target)) {
      throw new FileAlreadyExistsException(target.toString());
    }
    this.target = target;
    this.limit = limit;
    hidden = hidden(target);
    out = Files.newOutputStream(hidden);
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int count) throws IOException {
    int allowed = (int) Math.min(count, limit - size);
    out.write(bytes, from, allowed);
    adler.update(bytes, from, allowed);
    size += allowed;
  }

  long size() {
    return size;
  }

  /** Adler-32 of all bytes: eight lower-case hexadecimal digits. */
  String adler32() {
    return "%08x".formatted(adler.getValue());
  }

  /** Gives sidecar and file their names. */
  void publish(String sidecar) throws IOException {
    out.close();
    Path json = target.resolveSibling(target.getFileName() + ".json");
    Path hiddenJson = hidden(json);
    Files.writeString(hiddenJson, sidecar);
    Files.move(hiddenJson, json, StandardCopyOption.ATOMIC_MOVE);
    Files.move(hidden, target, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Removes what is not published. */
  @Override
  public void close() throws IOException {
    out.close();
    Files.deleteIfExists(hidden);
  }

  private static Path hidden(Path path) {
    return path.resolveSibling("." + path.getFileName() + ".part");
  }
}
