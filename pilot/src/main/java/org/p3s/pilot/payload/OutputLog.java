package org.p3s.pilot.payload;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Files;
import java.nio.file.Path;
import org.p3s.protocol.AttemptId;
import org.p3s.protocol.AttemptReport;
import org.p3s.protocol.LogChunk;

/**
 * One output stream of a payload: all of it in a file up to a cap, its last part as text.
 *
 * <p>Text is UTF-8 with what is none replaced and without NUL; a character of two code units is
 * never cut. Offsets of chunks count the characters (code points) that were sent before, so that
 * they always join, also where the sender had to skip.
 */
final class OutputLog {

  static final long CAP = 64L << 20;

  /** Characters of one chunk: at most 64 KiB of UTF-8. */
  static final int CHUNK = 16_384;

  private static final int REMEMBERED = 131_072;

  private final AttemptId attempt;
  private final LogChunk.Stream stream;
  private final Path file;
  private final long cap;
  private final CharsetDecoder decoder =
      UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);

  private final StringBuilder recent = new StringBuilder();
  private long recentStart;
  private long next;
  private long sent;
  private LogChunk waiting;
  private final Object sending = new Object();

  OutputLog(AttemptId attempt, LogChunk.Stream stream, Path file, long cap) {
    this.attempt = attempt;
    this.stream = stream;
    this.file = file;
    this.cap = cap;
  }

  /** Takes everything until the stream ends; a full disk loses the file's rest, not the text. */
  void drain(InputStream in) {
    byte[] piece = new byte[8_192];
    ByteBuffer undecoded = ByteBuffer.allocate(piece.length + 8);
    long left = cap;
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
        left = write(out, piece, n, left);
        decode(undecoded.put(piece, 0, n), false);
      }
    } catch (IOException e) {
      // the stream was closed because its processes are gone, or the disk is full
    }
    decode(undecoded, true);
  }

  private long write(OutputStream out, byte[] piece, int n, long left) {
    try {
      out.write(piece, 0, (int) Math.min(n, left));
      if (left > 0 && n >= left) {
        out.write(("\n[p3s: more than " + cap + " bytes; the rest is not kept]\n").getBytes(UTF_8));
      }
      return Math.max(0, left - n);
    } catch (IOException e) {
      return 0;
    }
  }

  private void decode(ByteBuffer bytes, boolean end) {
    CharBuffer chars = CharBuffer.allocate(bytes.capacity() + 1);
    bytes.flip();
    decoder.decode(bytes, chars, end);
    bytes.compact();
    append(chars.flip());
  }

  private synchronized void append(CharBuffer chars) {
    for (int i = 0; i < chars.length(); i++) {
      if (chars.charAt(i) != '\0') {
        recent.append(chars.charAt(i));
      }
    }
    if (recent.length() > 2 * REMEMBERED) {
      int cut = wholeFrom(recent.length() - REMEMBERED);
      recent.delete(0, cut);
      recentStart += cut;
    }
  }

  /** The end of the text, as a report carries it. */
  synchronized String tail() {
    int from = Math.max(0, recent.length() - AttemptReport.TAIL_CHARS);
    return recent.substring(wholeFrom(from) == from ? from : from + 1);
  }

  /** Whether the tail is all that there ever was and nothing was sent before. */
  synchronized boolean isAllInTail() {
    return next == 0 && recentStart == 0 && recent.length() <= AttemptReport.TAIL_CHARS;
  }

  /** Held by the thread that sends chunks of this stream: they go one after the other. */
  Object sending() {
    return sending;
  }

  /** The next chunk to send, null when there is nothing new; the same until it is sent. */
  synchronized LogChunk chunk() {
    if (waiting != null) {
      return waiting;
    }
    String note = "";
    if (next < recentStart) {
      note = "\n[p3s: " + (recentStart - next) + " characters are not shown]\n";
      next = recentStart;
    }
    int from = (int) (next - recentStart);
    int to = wholeFrom(Math.min(recent.length(), from + CHUNK - note.length()));
    String text = note + recent.substring(from, to);
    if (text.isEmpty()) {
      return null;
    }
    next += to - from;
    waiting = new LogChunk(attempt.jobId(), attempt.attempt(), stream, sent, text);
    return waiting;
  }

  synchronized void sent(LogChunk chunk) {
    sent = chunk.offset() + chunk.text().codePointCount(0, chunk.text().length());
    waiting = null;
  }

  /** This index, or the one before if it would cut a character. */
  private int wholeFrom(int index) {
    boolean cuts =
        index > 0 && index < recent.length() && Character.isLowSurrogate(recent.charAt(index));
    return cuts ? index - 1 : index;
  }
}
