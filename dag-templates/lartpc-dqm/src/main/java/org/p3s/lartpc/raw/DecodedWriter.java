package org.p3s.lartpc.raw;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * Writes the decoded form, without loss in about two thirds of the raw size: per channel and event
 * a base and one signed byte per sample, with an escape for pulses that do not fit (FORMAT.md).
 */
public final class DecodedWriter {
  static final int HEADER_BYTES = 40;
  static final int MARK = 0x44524c50;
  static final byte ESCAPE = -128;
  private static final int WAVE_BYTES = 4 + 3 * Detector.TICKS;

  private final OutputStream out;
  private final byte[] block = new byte[Detector.CHANNELS_PER_APA * WAVE_BYTES];

  public DecodedWriter(OutputStream out, RunRecord run) throws IOException {
    this.out = out;
    ByteBuffer head = RawFormat.record(HEADER_BYTES).putInt(MARK).putInt(RawFormat.VERSION);
    head.putInt(run.run()).putInt(run.subrun()).putInt(run.logger());
    head.putInt(run.firstEvent()).putInt(run.events());
    head.putLong(run.start().toEpochMilli());
    out.write(RawFormat.seal(head));
  }

  /** Writes the next APA of the next event: 384 channels × 1200 ticks. */
  public void block(short[] samples) throws IOException {
    int at = 0;
    for (int from = 0; from < samples.length; from += Detector.TICKS) {
      at = wave(samples, from, at);
    }
    out.write(block, 0, at);
  }

  private int wave(short[] samples, int from, int start) {
    int base = base(samples, from);
    int at = start + 4;
    for (int i = from; i < from + Detector.TICKS; i++) {
      int residual = samples[i] - base;
      if (residual > -128 && residual < 128) {
        block[at++] = (byte) residual;
      } else {
        block[at++] = ESCAPE;
        at = putShort(at, samples[i]);
      }
    }
    putShort(start, at - start - 4);
    putShort(start + 2, base);
    return at;
  }

  private int putShort(int at, int value) {
    block[at] = (byte) value;
    block[at + 1] = (byte) (value >> 8);
    return at + 2;
  }

  /** Near the pedestal is enough: before the first drift tick there are hardly any pulses. */
  private static int base(short[] samples, int from) {
    int sum = 0;
    for (int i = from; i < from + 16; i++) {
      sum += samples[i];
    }
    return (sum + 8) / 16;
  }
}
