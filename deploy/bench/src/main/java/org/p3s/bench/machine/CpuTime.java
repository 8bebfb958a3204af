package org.p3s.bench.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** CPU time that processes have used so far, in microseconds. */
final class CpuTime {

  private static final Path PROC = Path.of("/proc");

  /** USER_HZ, which is 100 wherever /proc is. */
  private static final double MICROS_PER_TICK = 10_000;

  private CpuTime() {}

  /** Of one process alone; 0 when it is gone. */
  static double of(ProcessHandle process) {
    if (!Files.isDirectory(PROC.resolve("self"))) {
      return elsewhere(process);
    }
    List<Long> ticks = ticks(process);
    return ticks.isEmpty() ? 0 : (ticks.get(0) + ticks.get(1)) * MICROS_PER_TICK;
  }

  /** Of a process with its children, also those that have ended, as far as the system tells. */
  static double ofFamily(ProcessHandle parent) {
    double sum = parent.children().mapToDouble(CpuTime::of).sum();
    if (!Files.isDirectory(PROC.resolve("self"))) {
      return sum + elsewhere(parent);
    }
    List<Long> ticks = ticks(parent);
    return sum + ticks.stream().mapToLong(Long::longValue).sum() * MICROS_PER_TICK;
  }

  /** utime, stime, and those of children that have ended and were waited for. */
  private static List<Long> ticks(ProcessHandle process) {
    try {
      String stat = Files.readString(PROC.resolve(Long.toString(process.pid())).resolve("stat"));
      // the second field is the name in parentheses, in which anything may stand
      String[] rest = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return List.of(
          Long.parseLong(rest[11]),
          Long.parseLong(rest[12]),
          Long.parseLong(rest[13]),
          Long.parseLong(rest[14]));
    } catch (IOException e) {
      return List.of();
    }
  }

  private static double elsewhere(ProcessHandle process) {
    return process.info().totalCpuDuration().map(Duration::toNanos).orElse(0L) / 1e3;
  }
}
