package org.p3s.lartpc;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.p3s.lartpc.raw.DecodedWriter;
import org.p3s.lartpc.raw.RawReader;
import org.p3s.lartpc.raw.RunRecord;
import org.p3s.lartpc.result.Metric;
import org.p3s.lartpc.result.Results;

/**
 * Payload: checks a raw file ({@code RAWFILE}) byte by byte and writes it in the decoded form
 * ({@code DECODED}) with a summary ({@code DECODE_RESULTS}).
 */
public final class Decode {
  private Decode() {}

  public static void main(String[] args) throws InterruptedException {
    Payload.main(Decode::run);
  }

  private static void run(Payload payload) throws IOException {
    Path raw = payload.file("RAWFILE");
    Path decoded = payload.file("DECODED");
    try (RawReader reader = new RawReader(raw);
        OutputStream out = Files.newOutputStream(decoded)) {
      DecodedWriter writer = new DecodedWriter(out, reader.run());
      reader.readEvents((event, apa, samples) -> writer.block(samples));
      summary(reader.run(), reader.position()).write(payload.file("DECODE_RESULTS"));
      System.out.println(
          "%d events, %d bytes, every checksum right"
              .formatted(reader.run().events(), reader.position()));
    }
  }

  private static Results summary(RunRecord run, long bytes) {
    return new Results()
        .about("run", run.run())
        .about("subrun", run.subrun())
        .add(Metric.of("events_per_file", "events", null, run.events()))
        .add(Metric.of("raw_size", "MB", null, bytes / 1e6));
  }
}
