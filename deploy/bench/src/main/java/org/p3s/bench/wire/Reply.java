package org.p3s.bench.wire;

import java.nio.charset.StandardCharsets;
import org.p3s.bench.Broken;

/**
 * The body of an answer, good until the listener returns.
 *
 * <p>Searching it for {@code "name":} finds fields and nothing else, since a quotation mark inside
 * a JSON string has a backslash before it.
 */
public final class Reply {

  private int status;
  private byte[] bytes;
  private int from;
  private int to;

  void set(int newStatus, byte[] newBytes, int newFrom, int newTo) {
    status = newStatus;
    bytes = newBytes;
    from = newFrom;
    to = newTo;
  }

  public int status() {
    return status;
  }

  /** Where the body begins: what {@link #find} may start from. */
  public int start() {
    return from;
  }

  /** Fails unless this is the status. */
  public Reply must(int expected) {
    if (status != expected) {
      throw new Broken("Expected %d, got %d: %s".formatted(expected, status, text()));
    }
    return this;
  }

  /** Where this pattern ends, at or after a place; -1 when it is not there. */
  public int find(byte[] pattern, int start) {
    byte first = pattern[0];
    int last = to - pattern.length;
    for (int i = start; i <= last; i++) {
      if (bytes[i] == first && matches(pattern, i)) {
        return i + pattern.length;
      }
    }
    return -1;
  }

  /** How often it is there. */
  public int count(byte[] pattern) {
    int count = 0;
    for (int at = find(pattern, from); at >= 0; at = find(pattern, at)) {
      count++;
    }
    return count;
  }

  public boolean endsWith(byte[] pattern) {
    return to - pattern.length >= from && matches(pattern, to - pattern.length);
  }

  /** The whole number that stands at this place. */
  public long number(int at) {
    long number = 0;
    int i = at;
    for (; i < to && bytes[i] >= '0' && bytes[i] <= '9'; i++) {
      number = number * 10 + (bytes[i] - '0');
    }
    if (i == at) {
      throw new Broken("There should be a number: " + text());
    }
    return number;
  }

  /** The number after this pattern, which must be there. */
  public long numberAfter(byte[] pattern) {
    int at = find(pattern, from);
    if (at < 0) {
      throw new Broken(
          "No %s in: %s".formatted(new String(pattern, StandardCharsets.US_ASCII), text()));
    }
    return number(at);
  }

  public String text() {
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }

  private boolean matches(byte[] pattern, int at) {
    for (int i = 0; i < pattern.length; i++) {
      if (bytes[at + i] != pattern[i]) {
        return false;
      }
    }
    return true;
  }
}
