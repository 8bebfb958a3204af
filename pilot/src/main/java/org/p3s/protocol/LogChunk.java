package org.p3s.protocol;

/**
 * A piece of a payload's output, sent while it runs.
 *
 * @param offset characters of this stream that went before; a chunk that was already taken is
 *     ignored
 */
public record LogChunk(long jobId, int attempt, Stream stream, long offset, String text) {

  /** The two output streams of a payload. */
  public enum Stream {
    STDOUT,
    STDERR
  }
}
