package org.p3s.lartpc.raw;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;

/**
 * Reads a raw file from front to back and believes nothing: marks, numbers, lengths and checksums
 * are compared. What is wrong becomes a {@link BadData} that names the file, the place and the
 * byte.
 */
public final class RawReader implements AutoCloseable {
  /** Receives each APA's samples: 384 channels × 1200 ticks; the array is used again. */
  public interface Blocks {
    void accept(int event, int apa, short[] samples) throws IOException;
  }

  private final String name;
  private final InputStream in;
  private final RunRecord run;
  private long position;

  public RawReader(Path file) throws IOException {
    name = String.valueOf(file.getFileName());
    in = Files.newInputStream(file);
    try {
      readHeader();
      run = readRun();
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  public RunRecord run() {
    return run;
  }

  /** Bytes read so far. */
  public long position() {
    return position;
  }

  /** Reads all events; returns only if the file ends where it should. */
  public void readEvents(Blocks blocks) throws IOException {
    byte[] packed = new byte[RawFormat.PAYLOAD_BYTES];
    short[] samples = new short[RawFormat.SAMPLES];
    for (int i = 0; i < run.events(); i++) {
      int event = run.firstEvent() + i;
      readEventHead(event, i);
      for (int apa = 1; apa <= Detector.APAS; apa++) {
        readBlock(event, apa, packed);
        RawFormat.unpack(packed, samples, samples.length);
        blocks.accept(event, apa, samples);
      }
    }
    if (in.read() >= 0) {
      throw bad("is corrupt: bytes follow the last event at byte " + position);
    }
  }

  private void readHeader() throws IOException {
    byte[] bytes = new byte[RawFormat.HEADER_BYTES];
    int got = in.readNBytes(bytes, 0, bytes.length);
    position = got;
    byte[] start = Arrays.copyOf(bytes, RawFormat.MAGIC.length);
    if (got > 0 && !Arrays.equals(start, RawFormat.MAGIC)) {
      throw bad("is not a LArTPC raw file: it does not start with P3SLARTP (byte 0)");
    }
    if (got < bytes.length) {
      throw truncated("in the file header", bytes.length);
    }
    checkSeal(bytes, "the file header");
    byte[] expected = RawFormat.seal(RawFormat.header());
    int wrong = Arrays.mismatch(bytes, expected);
    if (wrong >= 0) {
      throw bad(
          "has another format version or geometry than this program (header byte " + wrong + ")");
    }
  }

  private RunRecord readRun() throws IOException {
    ByteBuffer record = sealed(RawFormat.RUN_BYTES, "the run record", RawFormat.RUN_MARK);
    int number = record.getInt();
    int subrun = record.getInt();
    int logger = record.getInt();
    int first = record.getInt();
    int events = record.getInt();
    if (events < 0) {
      throw bad("is corrupt: the run record announces " + events + " events");
    }
    return new RunRecord(
        number, subrun, logger, first, events, Instant.ofEpochMilli(record.getLong()));
  }

  private void readEventHead(int event, int index) throws IOException {
    String place = "event %d (%d of %d)".formatted(event, index + 1, run.events());
    ByteBuffer head = sealed(RawFormat.EVENT_BYTES, "the head of " + place, RawFormat.EVENT_MARK);
    int found = head.getInt();
    if (found != event) {
      throw bad("is corrupt: event " + found + " found where " + place + " should be");
    }
    head.getLong();
    int length = head.getInt();
    if (length != RawFormat.EVENT_PAYLOAD) {
      throw bad("is corrupt: " + place + " is " + length + " bytes long");
    }
  }

  private void readBlock(int event, int apa, byte[] packed) throws IOException {
    String place = "APA %d of event %d".formatted(apa, event);
    long start = position;
    ByteBuffer head = ByteBuffer.wrap(read(new byte[RawFormat.BLOCK_BYTES], place));
    head.order(ByteOrder.LITTLE_ENDIAN);
    boolean asExpected =
        head.getInt() == RawFormat.BLOCK_MARK
            && head.getShort() == apa
            && head.getShort() == Detector.CHANNELS_PER_APA
            && head.getInt() == packed.length;
    if (!asExpected) {
      throw bad("is corrupt: no block of " + place + " at byte " + start);
    }
    int announced = head.getInt();
    read(packed, place);
    checkCrc(announced, RawFormat.crc(packed, packed.length), "the samples of " + place, start);
  }

  private ByteBuffer sealed(int size, String place, int mark) throws IOException {
    long start = position;
    byte[] bytes = read(new byte[size], place);
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (buffer.getInt() != mark) {
      throw bad("is corrupt: " + place + " is not where it should be, at byte " + start);
    }
    checkSeal(bytes, place);
    return buffer;
  }

  private void checkSeal(byte[] bytes, String place) {
    int last = bytes.length - 4;
    int announced = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(last);
    checkCrc(announced, RawFormat.crc(bytes, last), place, position - bytes.length);
  }

  private void checkCrc(int announced, int computed, String place, long start) {
    if (announced != computed) {
      throw bad(
          "is corrupt: %s, from byte %d, has checksum %08x but announces %08x"
              .formatted(place, start, computed, announced));
    }
  }

  private byte[] read(byte[] bytes, String place) throws IOException {
    int got = in.readNBytes(bytes, 0, bytes.length);
    position += got;
    if (got < bytes.length) {
      throw truncated("in " + place, run == null ? 0 : RawFormat.fileBytes(run.events()));
    }
    return bytes;
  }

  private BadData truncated(String place, long expected) {
    String whole = expected > 0 ? " of " + expected : "";
    return bad("is truncated: it ends %s, at byte %d%s".formatted(place, position, whole));
  }

  private BadData bad(String what) {
    return new BadData(name + " " + what + ".");
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
