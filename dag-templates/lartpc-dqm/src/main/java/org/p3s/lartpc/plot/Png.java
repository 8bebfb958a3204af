package org.p3s.lartpc.plot;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Writes PNG files of one byte per pixel that points into a palette. */
final class Png {
  private static final byte[] SIGNATURE = {(byte) 137, 'P', 'N', 'G', 13, 10, 26, 10};
  private static final int PALETTE_COLOURS = 3;

  private Png() {}

  /**
   * Encodes an image.
   *
   * @param pixels row by row, each an index into the palette
   * @param palette red, green, blue of up to 256 colours
   */
  static byte[] encode(int width, int height, byte[] pixels, byte[] palette) {
    byte[] packed = deflate(rows(width, height, pixels));
    ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height);
    header.put((byte) 8).put((byte) PALETTE_COLOURS);
    ByteBuffer png = ByteBuffer.allocate(8 + 4 * 12 + 13 + palette.length + packed.length);
    png.put(SIGNATURE);
    chunk(png, "IHDR", header.array());
    chunk(png, "PLTE", palette);
    chunk(png, "IDAT", packed);
    chunk(png, "IEND", new byte[0]);
    return png.array();
  }

  /** Each row behind a 0: no filter, which is best for palettes. */
  private static byte[] rows(int width, int height, byte[] pixels) {
    byte[] rows = new byte[height * (width + 1)];
    for (int y = 0; y < height; y++) {
      System.arraycopy(pixels, y * width, rows, y * (width + 1) + 1, width);
    }
    return rows;
  }

  private static byte[] deflate(byte[] bytes) {
    Deflater deflater = new Deflater(6);
    try {
      deflater.setInput(bytes);
      deflater.finish();
      byte[] out = new byte[bytes.length + bytes.length / 1000 + 64];
      int size = deflater.deflate(out);
      return Arrays.copyOf(out, size);
    } finally {
      deflater.end();
    }
  }

  private static void chunk(ByteBuffer png, String type, byte[] data) {
    png.putInt(data.length);
    byte[] name = type.getBytes(US_ASCII);
    png.put(name).put(data);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(data);
    png.putInt((int) crc.getValue());
  }
}
