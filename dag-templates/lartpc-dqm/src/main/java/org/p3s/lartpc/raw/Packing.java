package org.p3s.lartpc.raw;

/** Two 12-bit samples in three bytes: the first in the low bits, as FORMAT.md shows. */
final class Packing {
  private Packing() {}

  /** Bytes that an even number of samples takes. */
  static int bytes(int samples) {
    return samples / 2 * 3;
  }

  static void pack(short[] samples, int from, int count, byte[] into, int at) {
    int b = at;
    for (int i = from; i < from + count; i += 2) {
      int first = samples[i];
      int second = samples[i + 1];
      into[b] = (byte) first;
      into[b + 1] = (byte) ((first >> 8) | (second << 4));
      into[b + 2] = (byte) (second >> 4);
      b += 3;
    }
  }

  static void unpack(byte[] packed, short[] into, int count) {
    int b = 0;
    for (int i = 0; i < count; i += 2) {
      int middle = packed[b + 1];
      into[i] = (short) ((packed[b] & 0xff) | ((middle & 0x0f) << 8));
      into[i + 1] = (short) (((middle & 0xf0) >> 4) | ((packed[b + 2] & 0xff) << 4));
      b += 3;
    }
  }
}
