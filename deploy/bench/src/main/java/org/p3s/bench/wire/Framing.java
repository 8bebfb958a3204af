package org.p3s.bench.wire;

import org.p3s.bench.Broken;

/** Finds where an answer ends, by its length or by its chunks. */
final class Framing {

  private static final byte[] LENGTH = Message.ascii("\r\ncontent-length:");
  private static final byte[] CHUNKED = Message.ascii("\r\ntransfer-encoding:");

  private Framing() {}

  /**
   * Looks at the bytes that have come.
   *
   * @return whether the answer is complete; then the reply shows it
   */
  static boolean read(byte[] in, int length, Reply reply) {
    int body = headEnd(in, length);
    if (body < 0) {
      return false;
    }
    int status = (in[9] - '0') * 100 + (in[10] - '0') * 10 + (in[11] - '0');
    int at = header(in, body, LENGTH);
    if (at >= 0) {
      int end = body + decimal(in, at);
      reply.set(status, in, body, end);
      checkEnd(length, end);
      return length >= end;
    }
    if (header(in, body, CHUNKED) >= 0) {
      return chunks(in, body, length, status, reply);
    }
    if (status != 204) {
      throw new Broken("An answer that neither tells its length nor comes in chunks");
    }
    reply.set(status, in, body, body);
    return true;
  }

  /** Moves the chunks together once the last one has come. */
  private static boolean chunks(byte[] in, int body, int length, int status, Reply reply) {
    int at = body;
    while (true) {
      int line = lineEnd(in, at, length);
      if (line < 0) {
        return false;
      }
      int size = hexadecimal(in, at);
      if (line + size + 2 > length) {
        return false;
      }
      if (size == 0) {
        break;
      }
      at = line + size + 2;
    }
    int to = body;
    at = body;
    for (int size = hexadecimal(in, at); size > 0; size = hexadecimal(in, at)) {
      int line = lineEnd(in, at, length);
      System.arraycopy(in, line, in, to, size);
      to += size;
      at = line + size + 2;
    }
    reply.set(status, in, body, to);
    return true;
  }

  private static int headEnd(byte[] in, int length) {
    for (int i = 3; i < length; i++) {
      if (in[i] == '\n' && in[i - 1] == '\r' && in[i - 2] == '\n') {
        return i + 1;
      }
    }
    return -1;
  }

  private static int lineEnd(byte[] in, int from, int length) {
    for (int i = from; i < length; i++) {
      if (in[i] == '\n') {
        return i + 1;
      }
    }
    return -1;
  }

  /** Where the value of this header begins, or -1. */
  private static int header(byte[] in, int end, byte[] name) {
    for (int i = 12; i < end - name.length; i++) {
      int j = 0;
      while (j < name.length && lower(in[i + j]) == name[j]) {
        j++;
      }
      if (j == name.length) {
        return i + j;
      }
    }
    return -1;
  }

  private static int lower(byte letter) {
    return letter >= 'A' && letter <= 'Z' ? letter + 32 : letter;
  }

  private static int decimal(byte[] in, int at) {
    int i = at;
    while (in[i] == ' ') {
      i++;
    }
    int number = 0;
    for (; in[i] >= '0' && in[i] <= '9'; i++) {
      number = number * 10 + in[i] - '0';
    }
    return number;
  }

  private static int hexadecimal(byte[] in, int at) {
    int number = 0;
    for (int i = at; Character.digit(in[i], 16) >= 0; i++) {
      number = number * 16 + Character.digit(in[i], 16);
    }
    return number;
  }

  private static void checkEnd(int length, int end) {
    if (length > end) {
      throw new Broken("More came than was asked for");
    }
  }
}
