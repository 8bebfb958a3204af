package org.p3s.lartpc.emulator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What can be wrong with a run. */
public enum Fault {
  /** Twenty channels of one APA with a multiple of their usual noise. */
  NOISY,
  /** A front-end board that delivers one constant value: 40 U, 40 V and 48 Z channels. */
  DEAD_BOARD,
  /** Impurities swallow the drifting electrons: a lifetime of 1.5 ms. */
  LOW_PURITY,
  /** Files end in the middle. */
  TRUNCATED;

  private static final String CYCLE = "none,noisy,dead-board,low-purity";

  /** As written on the command line: lower case with hyphens. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Reads a list of runs' faults: {@code none,noisy+low-purity,…}; {@code cycle} stands for one
   * healthy run and then each fault that still leaves readable files.
   *
   * @throws IllegalArgumentException with a sentence for the user
   */
  public static List<Set<Fault>> parse(String text) {
    List<Set<Fault>> runs = new ArrayList<>();
    for (String run : text.replace("cycle", CYCLE).split(",", -1)) {
      Set<Fault> faults = EnumSet.noneOf(Fault.class);
      if (!run.equals("none")) {
        for (String word : run.split("\\+", -1)) {
          faults.add(named(word));
        }
      }
      runs.add(faults);
    }
    return List.copyOf(runs);
  }

  /** The faults of a run: run 1 has the first of the list, and so on, round and round. */
  public static Set<Fault> ofRun(List<Set<Fault>> list, int run) {
    return list.get(Math.floorMod(run - 1, list.size()));
  }

  private static Fault named(String word) {
    return Arrays.stream(values())
        .filter(fault -> fault.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no fault \""
                        + word
                        + "\"; there are none, cycle, "
                        + Arrays.stream(values())
                            .map(Fault::word)
                            .collect(Collectors.joining(", "))));
  }
}
