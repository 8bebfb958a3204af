package org.p3s.lartpc.emulator;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What the emulator was asked to do.
 *
 * @param out folder to write into
 * @param run number of the first run, empty for one more than the highest found in the folder
 * @param files how many to write, 0 for no end
 * @param filesPerRun then the next run begins
 * @param rate files per minute, 0 for as fast as possible
 * @param faults of run 1, 2, …, round and round
 * @param seed same seed, same samples
 */
public record Options(
    Path out,
    OptionalInt run,
    int files,
    int filesPerRun,
    double rate,
    List<Set<Fault>> faults,
    long seed) {

  public static final String HELP =
      """
      Writes raw files of an emulated LArTPC into a folder, as a DAQ would.

      usage: java -cp lartpc-dqm.jar org.p3s.lartpc.Emulator --out DIR [options]

        --out DIR           folder for the files; made if it is not there
        --run N             first run number (default: one more than the highest in DIR)
        --files N           stop after N files (default 0: no end)
        --files-per-run N   then the next run begins (default 5)
        --rate N            files per minute, such as 6 or 0.5; 0 is as fast as possible (default 6)
        --faults LIST       faults of run 1, 2, ... in turn, by comma; + joins several in one run:
                            none, noisy, dead-board, low-purity, truncated;
                            cycle (default) is none,noisy,dead-board,low-purity
        --seed N            same seed, same samples (default 1)
        --help              this text

      A file has its final name only when it is whole, and then its sidecar FILE.json is there too.
      Exit codes: 0 done, 1 could not write, 2 wrong option.
      """;

  /**
   * Reads the command line.
   *
   * @throws IllegalArgumentException with a sentence for the user
   */
  public static Options parse(String... args) {
    Path out = null;
    OptionalInt run = OptionalInt.empty();
    int files = 0;
    int filesPerRun = 5;
    double rate = 6;
    String faults = "cycle";
    long seed = 1;
    for (int i = 0; i < args.length; i += 2) {
      String option = args[i];
      switch (option) {
        case "--out" -> out = folder(value(args, i));
        case "--run" -> run = OptionalInt.of(whole(option, value(args, i), 1, 999_999));
        case "--files" -> files = whole(option, value(args, i), 0, Integer.MAX_VALUE);
        case "--files-per-run" -> filesPerRun = whole(option, value(args, i), 1, 9999);
        case "--rate" -> rate = rate(value(args, i));
        case "--faults" -> faults = value(args, i);
        case "--seed" -> seed = whole(option, value(args, i), 0, Integer.MAX_VALUE);
        default -> throw new IllegalArgumentException("there is no option " + option);
      }
    }
    if (out == null) {
      throw new IllegalArgumentException("--out DIR is missing");
    }
    return new Options(out, run, files, filesPerRun, rate, Fault.parse(faults), seed);
  }

  private static String value(String[] args, int option) {
    if (option + 1 >= args.length) {
      throw new IllegalArgumentException(args[option] + " needs a value");
    }
    return args[option + 1];
  }

  private static Path folder(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("--out is not a folder's name: " + text, e);
    }
  }

  private static int whole(String option, String text, int least, int most) {
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Same sentence as for a number out of range.
    }
    throw new IllegalArgumentException(
        "%s takes a whole number from %d to %d, not \"%s\"".formatted(option, least, most, text));
  }

  private static double rate(String text) {
    try {
      double rate = Double.parseDouble(text);
      if (rate >= 0 && rate <= 6000) {
        return rate;
      }
    } catch (NumberFormatException e) {
      // Same sentence as for a number out of range.
    }
    throw new IllegalArgumentException(
        "--rate takes files per minute from 0 to 6000, not \"" + text + "\"");
  }
}
