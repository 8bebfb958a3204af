package org.p3s.lartpc;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.p3s.lartpc.emulator.DataTaking;
import org.p3s.lartpc.emulator.Options;

/** The DAQ emulator's main; {@code --help} tells the rest. */
public final class Emulator {
  private Emulator() {}

  public static void main(String[] args) throws InterruptedException {
    System.exit(run(System.out, System.err, args));
  }

  static int run(PrintStream out, PrintStream err, String... args) throws InterruptedException {
    if (Arrays.asList(args).contains("--help")) {
      out.print(Options.HELP);
      return 0;
    }
    Options options;
    try {
      options = Options.parse(args);
    } catch (IllegalArgumentException e) {
      err.println("Emulator: " + e.getMessage() + "; --help tells what there is.");
      return 2;
    }
    try {
      writeFiles(options, out);
      return 0;
    } catch (IOException e) {
      err.println("Emulator: writing into " + options.out() + ": " + Payload.sentence(e) + ".");
      return 1;
    }
  }

  private static void writeFiles(Options options, PrintStream out)
      throws IOException, InterruptedException {
    DataTaking daq = new DataTaking(options, Clock.systemUTC());
    long start = System.nanoTime();
    for (int i = 0; options.files() == 0 || i < options.files(); i++) {
      waitUntil(start, i, options.rate());
      Path file = daq.writeFile(i);
      out.println(file.getFileName() + " " + Files.size(file));
      if (out.checkError()) {
        throw new IOException("nobody reads the output any more");
      }
    }
  }

  /** A late file does not delay those after it: the times are fixed from the start. */
  private static void waitUntil(long start, int file, double rate) throws InterruptedException {
    if (rate > 0) {
      long due = start + (long) (file * TimeUnit.MINUTES.toNanos(1) / rate);
      TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
    }
  }
}
