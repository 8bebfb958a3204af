package org.p3s.lartpc.raw;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** A decoded file in memory (about 14 MB); walks its waveforms as often as needed. */
public final class DecodedFile {
  /** Receives each channel's samples in ADC counts, 1200 ticks; the array is used again. */
  public interface Waveforms {
    void accept(int event, int channel, short[] samples);
  }

  private final String name;
  private final byte[] bytes;
  private final RunRecord run;

  public DecodedFile(Path file) throws IOException {
    name = String.valueOf(file.getFileName());
    bytes = Files.readAllBytes(file);
    if (bytes.length < DecodedWriter.HEADER_BYTES) {
      throw new BadData(
          name + " is truncated: it ends in the header, at byte " + bytes.length + ".");
    }
    ByteBuffer head = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (head.getInt() != DecodedWriter.MARK || head.getInt() != RawFormat.VERSION) {
      throw new BadData(name + " is not a decoded LArTPC file of version 1.");
    }
    int last = DecodedWriter.HEADER_BYTES - 4;
    if (head.getInt(last) != RawFormat.crc(bytes, last)) {
      throw new BadData(name + " is corrupt: the checksum of its header is wrong.");
    }
    run =
        new RunRecord(
            head.getInt(),
            head.getInt(),
            head.getInt(),
            head.getInt(),
            head.getInt(),
            Instant.ofEpochMilli(head.getLong()));
  }

  public RunRecord run() {
    return run;
  }

  /** Calls back for every channel of every event, in the order of the file. */
  public void forEach(Waveforms waveforms) {
    short[] samples = new short[Detector.TICKS];
    int at = DecodedWriter.HEADER_BYTES;
    try {
      for (int event = 0; event < run.events(); event++) {
        for (int channel = 0; channel < Detector.CHANNELS; channel++) {
          at = wave(at, samples);
          waveforms.accept(run.firstEvent() + event, channel, samples);
        }
      }
    } catch (ArrayIndexOutOfBoundsException e) {
      throw new BadData(name + " is truncated: it ends at byte " + bytes.length + ".");
    }
  }

  private int wave(int start, short[] samples) {
    int base = getShort(start + 2);
    int at = start + 4;
    for (int i = 0; i < samples.length; i++) {
      byte residual = bytes[at++];
      if (residual == DecodedWriter.ESCAPE) {
        samples[i] = (short) getShort(at);
        at += 2;
      } else {
        samples[i] = (short) (base + residual);
      }
    }
    if (at != start + 4 + getShort(start)) {
      throw new BadData(name + " is corrupt: a waveform at byte " + start + " has a wrong length.");
    }
    return at;
  }

  private int getShort(int at) {
    return (bytes[at] & 0xff) | ((bytes[at + 1] & 0xff) << 8);
  }
}
