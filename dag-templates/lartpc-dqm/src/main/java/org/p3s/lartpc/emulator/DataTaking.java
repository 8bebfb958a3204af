package org.p3s.lartpc.emulator;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.p3s.lartpc.raw.RawWriter;
import org.p3s.lartpc.raw.RunRecord;

/** Writes run after run into a folder. */
public final class DataTaking {
  public static final int EVENTS_PER_FILE = 5;
  private static final Pattern NAME = Pattern.compile("lartpc_raw_run(\\d{6})_.*");
  private static final double CUT_AT = 0.63;

  private final Options options;
  private final Clock clock;
  private final int firstRun;
  private final EventMaker maker = new EventMaker();

  public DataTaking(Options options, Clock clock) throws IOException {
    this.options = options;
    this.clock = clock;
    Files.createDirectories(options.out());
    removeLeftovers(options.out());
    firstRun = options.run().isPresent() ? options.run().getAsInt() : highestRun(options.out()) + 1;
  }

  /** Writes the file with this number, counted from 0 over all runs, and gives its path. */
  public Path writeFile(int number) throws IOException {
    int run = firstRun + number / options.filesPerRun();
    int subrun = 1 + number % options.filesPerRun();
    int firstEvent = 1 + (subrun - 1) * EVENTS_PER_FILE;
    RunRecord record = new RunRecord(run, subrun, 1, firstEvent, EVENTS_PER_FILE, clock.instant());
    Set<Fault> faults = faults(run);
    long whole = RawWriter.fileBytes(EVENTS_PER_FILE);
    long limit = faults.contains(Fault.TRUNCATED) ? (long) (whole * CUT_AT) : whole;
    Path target = options.out().resolve(record.fileName());
    try (FileDrop drop = new FileDrop(target, limit)) {
      writeEvents(new RawWriter(drop, record), record, faults);
      drop.publish(Sidecar.of(record, drop.size(), drop.adler32(), clock.instant()));
    }
    return target;
  }

  public Set<Fault> faults(int run) {
    return Fault.ofRun(options.faults(), run);
  }

  private void writeEvents(RawWriter writer, RunRecord record, Set<Fault> faults)
      throws IOException {
    RunConditions conditions = RunConditions.of(options.seed(), record.run(), faults);
    SplittableRandom random =
        new SplittableRandom(
            (options.seed() * 1_000_003 + record.run()) * 10_007 + record.subrun());
    for (int i = 0; i < record.events(); i++) {
      maker.make(conditions, random);
      Instant time = record.start().plusMillis(i * 40L);
      writer.event(record.firstEvent() + i, time, maker.samples());
    }
  }

  /** Files that an emulator was writing when it was killed. */
  private static void removeLeftovers(Path folder) throws IOException {
    try (DirectoryStream<Path> parts = Files.newDirectoryStream(folder, ".lartpc_raw_*.part")) {
      for (Path part : parts) {
        Files.deleteIfExists(part);
      }
    }
  }

  private static int highestRun(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> NAME.matcher(String.valueOf(file.getFileName())))
          .filter(Matcher::matches)
          .mapToInt(name -> Integer.parseInt(name.group(1)))
          .max()
          .orElse(0);
    }
  }
}
