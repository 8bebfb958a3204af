package org.p3s.lartpc.plot;

import java.util.Arrays;
import java.util.List;

/**
 * A picture of signals over wires (across) and time (down), blue below and red above zero, with
 * axes, labels and a colour scale.
 */
public final class WireImage {
  private static final int LEFT = 124;
  private static final int RIGHT = 112;
  private static final int TOP = 74;
  private static final int BOTTOM = 64;
  private static final int INK = 255;
  private static final int FAINT = 254;
  private static final int ZERO = 100;
  private static final int TEXT = 3;

  private final int columns;
  private final int rows;
  private final int width;
  private final int height;
  private final byte[] pixels;

  public WireImage(int columns, int rows) {
    this.columns = columns;
    this.rows = rows;
    width = LEFT + columns + RIGHT;
    height = TOP + rows + BOTTOM;
    pixels = new byte[width * height];
    Arrays.fill(pixels, (byte) ZERO);
  }

  /** Sets a place to a value from -1 to 1; more is drawn as 1. */
  public void set(int column, int row, double value) {
    double limited = Math.max(-1, Math.min(1, value));
    // Weak signals should show: the scale is steeper near zero.
    double shade = Math.signum(limited) * Math.sqrt(Math.abs(limited));
    pixels[(TOP + row) * width + LEFT + column] = (byte) (ZERO + Math.round(shade * ZERO));
  }

  /** Draws title and names of equal parts of the wires. */
  public void labelAcross(String title, List<String> parts, String label) {
    text(LEFT, 8, title);
    int part = columns / parts.size();
    for (int i = 0; i < parts.size(); i++) {
      int x = LEFT + i * part;
      centred(x + part / 2, TOP - 30, parts.get(i));
      if (i > 0) {
        vertical(x, TOP, TOP + rows, FAINT);
      }
    }
    centred(LEFT + columns / 2, TOP + rows + 34, label);
    frame();
  }

  /** Draws the axis of time: its label on end, and a number at each step. */
  public void labelDown(String label, double whole, double step) {
    for (int i = 0; i * step <= whole; i++) {
      int y = TOP + (int) Math.round(i * step / whole * (rows - 1));
      String number = Axis.number(i * step);
      text(LEFT - 12 - number.length() * PixelFont.ADVANCE * TEXT, y - 10, number);
      horizontal(LEFT - 8, LEFT, y, INK);
    }
    int length = label.length() * PixelFont.ADVANCE * TEXT;
    turned(8, TOP + (rows + length) / 2, label);
  }

  /** Draws the scale of colours, from plus to minus the value of 1. */
  public void labelScale(double one, String unit) {
    int x = LEFT + columns + 16;
    for (int y = 0; y < rows; y++) {
      double value = 1 - 2.0 * y / (rows - 1);
      int shade = ZERO + (int) Math.round(Math.signum(value) * Math.sqrt(Math.abs(value)) * ZERO);
      horizontal(x, x + 14, TOP + y, shade);
    }
    text(x + 20, TOP, Axis.number(one));
    text(x + 20, TOP + rows / 2 - 10, "0");
    text(x + 20, TOP + rows - 21, Axis.number(-one));
    text(x, TOP - 28, unit);
  }

  public byte[] png() {
    return Png.encode(width, height, pixels, palette());
  }

  /** 0 to 200 is blue over white to red, 254 and 255 are lines and text. */
  private static byte[] palette() {
    byte[] palette = new byte[256 * 3];
    for (int i = 0; i <= 2 * ZERO; i++) {
      double strength = Math.abs(i - ZERO) / (double) ZERO;
      boolean positive = i >= ZERO;
      colour(palette, i, strength, positive ? 0x9b0f1e : 0x0b3c8c);
    }
    colour(palette, FAINT, 1, 0xb9bfc7);
    colour(palette, INK, 1, 0x1b1f24);
    return palette;
  }

  private static void colour(byte[] palette, int index, double strength, int full) {
    for (int c = 0; c < 3; c++) {
      int part = (full >> (16 - 8 * c)) & 0xff;
      palette[3 * index + c] = (byte) Math.round(255 + (part - 255) * strength);
    }
  }

  private void frame() {
    horizontal(LEFT - 1, LEFT + columns, TOP - 1, INK);
    horizontal(LEFT - 1, LEFT + columns + 1, TOP + rows, INK);
    vertical(LEFT - 1, TOP - 1, TOP + rows, INK);
    vertical(LEFT + columns, TOP - 1, TOP + rows, INK);
  }

  private void horizontal(int from, int to, int y, int colour) {
    for (int x = from; x < to; x++) {
      pixels[y * width + x] = (byte) colour;
    }
  }

  private void vertical(int x, int from, int to, int colour) {
    for (int y = from; y < to; y++) {
      pixels[y * width + x] = (byte) colour;
    }
  }

  private void centred(int x, int y, String words) {
    text(x - words.length() * PixelFont.ADVANCE * TEXT / 2, y, words);
  }

  private void text(int x, int y, String words) {
    letters(words, (along, up) -> ink(x + along, y + up));
  }

  private void turned(int x, int y, String words) {
    letters(words, (along, up) -> ink(x + up, y - along));
  }

  private interface Dot {
    void at(int along, int down);
  }

  private static void letters(String words, Dot dot) {
    for (int i = 0; i < words.length(); i++) {
      for (int row = 0; row < PixelFont.ROWS * TEXT; row++) {
        for (int column = 0; column < PixelFont.COLUMNS * TEXT; column++) {
          if (PixelFont.isSet(words.charAt(i), row / TEXT, column / TEXT)) {
            dot.at(i * PixelFont.ADVANCE * TEXT + column, row);
          }
        }
      }
    }
  }

  private void ink(int x, int y) {
    if (x >= 0 && x < width && y >= 0 && y < height) {
      pixels[y * width + x] = (byte) INK;
    }
  }
}
