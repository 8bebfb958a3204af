package org.p3s.lartpc.raw;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;

/** Sizes and marks of the raw format; FORMAT.md is the description. */
final class RawFormat {
  static final byte[] MAGIC = "P3SLARTP".getBytes(US_ASCII);
  static final int VERSION = 1;
  static final int BITS = 12;
  static final int HEADER_BYTES = 40;
  static final int RUN_BYTES = 40;
  static final int EVENT_BYTES = 24;
  static final int BLOCK_BYTES = 16;
  static final int RUN_MARK = mark("RUN ");
  static final int EVENT_MARK = mark("EVNT");
  static final int BLOCK_MARK = mark("APA ");
  static final int SAMPLES = Detector.CHANNELS_PER_APA * Detector.TICKS;
  static final int PAYLOAD_BYTES = SAMPLES / 2 * 3;
  static final int EVENT_PAYLOAD = Detector.APAS * (BLOCK_BYTES + PAYLOAD_BYTES);

  private RawFormat() {}

  static long fileBytes(int events) {
    return HEADER_BYTES + RUN_BYTES + (long) events * (EVENT_BYTES + EVENT_PAYLOAD);
  }

  static ByteBuffer record(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The file header without its checksum; the geometry stands in it to be checked, not chosen. */
  static ByteBuffer header() {
    ByteBuffer header = record(HEADER_BYTES).put(MAGIC).putShort((short) VERSION);
    header.putShort((short) Detector.APAS);
    for (Plane plane : Plane.values()) {
      header.putShort((short) plane.wires());
    }
    header.putShort((short) BITS).putInt(Detector.TICKS).putInt(Detector.TICK_NANOS);
    return header.putInt(Detector.FIRST_DRIFT_TICK).putInt(Detector.DRIFT_TICKS);
  }

  /** CRC-32 (the one of zlib, gzip and PNG) of the first bytes. */
  static int crc(byte[] bytes, int count) {
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, count);
    return (int) crc.getValue();
  }

  /** Puts the checksum of all before it into a record's last four bytes. */
  static byte[] seal(ByteBuffer record) {
    int last = record.capacity() - 4;
    record.putInt(last, crc(bytes(record), last));
    return bytes(record);
  }

  static byte[] bytes(ByteBuffer record) {
    byte[] bytes = new byte[record.capacity()];
    record.get(0, bytes);
    return bytes;
  }

  /** Two 12-bit samples go into three bytes: the first in the low bits. */
  static void pack(short[] samples, int from, byte[] into) {
    int b = 0;
    for (int i = from; i < from + SAMPLES; i += 2) {
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

  private static int mark(String text) {
    return ByteBuffer.wrap(text.getBytes(US_ASCII)).order(ByteOrder.LITTLE_ENDIAN).getInt();
  }
}
