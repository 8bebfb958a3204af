package org.p3s.lartpc.raw;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;

/** Writes a raw file to a stream: header and run record at once, then event by event. */
public final class RawWriter {
  private final OutputStream out;
  private final byte[] payload = new byte[RawFormat.PAYLOAD_BYTES];

  public RawWriter(OutputStream out, RunRecord run) throws IOException {
    this.out = out;
    out.write(RawFormat.seal(RawFormat.header()));
    ByteBuffer record = RawFormat.record(RawFormat.RUN_BYTES).putInt(RawFormat.RUN_MARK);
    record.putInt(run.run()).putInt(run.subrun()).putInt(run.logger());
    record.putInt(run.firstEvent()).putInt(run.events());
    record.putLong(run.start().toEpochMilli());
    out.write(RawFormat.seal(record));
  }

  /** Size in bytes of a whole file of so many events. */
  public static long fileBytes(int events) {
    return RawFormat.fileBytes(events);
  }

  /**
   * Writes one event.
   *
   * @param samples 2304 channels × 1200 ticks, channel by channel, each 0 to 4095
   */
  public void event(int number, Instant time, short[] samples) throws IOException {
    ByteBuffer head = RawFormat.record(RawFormat.EVENT_BYTES).putInt(RawFormat.EVENT_MARK);
    head.putInt(number).putLong(time.toEpochMilli()).putInt(RawFormat.EVENT_PAYLOAD);
    out.write(RawFormat.seal(head));
    for (int apa = 1; apa <= Detector.APAS; apa++) {
      RawFormat.pack(samples, (apa - 1) * RawFormat.SAMPLES, payload);
      ByteBuffer block = RawFormat.record(RawFormat.BLOCK_BYTES).putInt(RawFormat.BLOCK_MARK);
      block.putShort((short) apa).putShort((short) Detector.CHANNELS_PER_APA);
      block.putInt(payload.length).putInt(RawFormat.crc(payload, payload.length));
      out.write(RawFormat.bytes(block));
      out.write(payload);
    }
  }
}
