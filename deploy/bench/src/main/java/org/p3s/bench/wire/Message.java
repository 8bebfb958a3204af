package org.p3s.bench.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A request whose head is built once and whose body is written anew each time, without garbage. */
public final class Message {

  private static final int LENGTH_DIGITS = 8;

  private byte[] bytes;
  private final int headLength;
  private int length;

  private Message(String head) {
    bytes = Arrays.copyOf(ascii(head), head.length() + 256);
    headLength = head.length();
    length = headLength;
  }

  /** A POST with a JSON body. */
  public static Message post(String path, String token) {
    return new Message(
        "POST %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: %s\r\n\r\n"
            .formatted(path, token, " ".repeat(LENGTH_DIGITS)));
  }

  /** A GET; there is no body to write. */
  public static Message get(String path) {
    return new Message("GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n".formatted(path));
  }

  /** The same of somebody who has to say who he is. */
  public static Message get(String path, String token) {
    return new Message(
        "GET %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n\r\n"
            .formatted(path, token));
  }

  /** Forgets the body. */
  public Message clear() {
    length = headLength;
    return this;
  }

  /** Appends ASCII text to the body. */
  public Message text(byte[] text) {
    room(text.length);
    System.arraycopy(text, 0, bytes, length, text.length);
    length += text.length;
    return this;
  }

  /** Appends a number to the body. */
  public Message number(long number) {
    room(20);
    long rest = number;
    int digits = 1;
    while ((rest /= 10) > 0) {
      digits++;
    }
    rest = number;
    for (int i = length + digits - 1; i >= length; i--) {
      bytes[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += digits;
    return this;
  }

  /** The body is complete. */
  public Message end() {
    int rest = length - headLength;
    for (int i = 0; i < LENGTH_DIGITS; i++) {
      // right-aligned: white space before a header's value means nothing
      bytes[headLength - 5 - i] = (byte) (rest > 0 || i == 0 ? '0' + rest % 10 : ' ');
      rest /= 10;
    }
    return this;
  }

  public static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  private void room(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, (length + more) * 2);
    }
  }
}
