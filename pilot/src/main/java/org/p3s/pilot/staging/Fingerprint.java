package org.p3s.pilot.staging;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.zip.Adler32;
import org.p3s.protocol.JobFile;

/**
 * Size and checksum of a file's content.
 *
 * @param size in bytes
 * @param adler32 eight lower-case hexadecimal digits
 */
record Fingerprint(long size, String adler32) {

  private static final int PIECE = 1 << 18;

  static Fingerprint of(Path file) throws IOException {
    try (FileChannel from = FileChannel.open(file, READ)) {
      return pass(from, null);
    }
  }

  /** Of all that can be read. */
  static Fingerprint of(InputStream in) throws IOException {
    byte[] piece = new byte[PIECE];
    Adler32 sum = new Adler32();
    long size = 0;
    for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
      sum.update(piece, 0, n);
      size += n;
    }
    return new Fingerprint(size, hex(sum));
  }

  /** Copies to a file that must not exist yet and writes it through to the disk. */
  static Fingerprint copy(Path file, Path to) throws IOException {
    try (FileChannel from = FileChannel.open(file, READ);
        FileChannel into = FileChannel.open(to, CREATE_NEW, WRITE)) {
      Fingerprint copied = pass(from, into);
      into.force(true);
      return copied;
    }
  }

  /** Interrupting the thread ends it with a {@code ClosedByInterruptException}. */
  private static Fingerprint pass(FileChannel from, FileChannel into) throws IOException {
    ByteBuffer piece = ByteBuffer.allocateDirect(PIECE);
    Adler32 sum = new Adler32();
    long size = 0;
    while (from.read(piece) >= 0) {
      piece.flip();
      size += piece.remaining();
      sum.update(piece.duplicate());
      while (into != null && piece.hasRemaining()) {
        into.write(piece);
      }
      piece.clear();
    }
    return new Fingerprint(size, hex(sum));
  }

  private static String hex(Adler32 sum) {
    return String.format("%08x", sum.getValue());
  }

  /** What is wrong with this content if it should be that file's; null when nothing is. */
  String differenceFrom(JobFile expected) {
    if (expected.size() != null && expected.size() != size) {
      return "has " + size + " bytes instead of " + expected.size();
    }
    if (expected.adler32() != null && !expected.adler32().equalsIgnoreCase(adler32)) {
      return "has adler32 " + adler32 + " instead of " + expected.adler32();
    }
    return null;
  }
}
