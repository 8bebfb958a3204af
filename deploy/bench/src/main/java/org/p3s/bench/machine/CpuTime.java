package org.p3s.bench.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** CPU time that processes have used so far, in microseconds. */
public final class CpuTime {

  private static final Path PROC = Path.of("/proc");

  /** USER_HZ, which is 100 wherever /proc is. */
  private static final double MICROS_PER_TICK = 10_000;

  /** The beginning of their names, which are cut. */
  private static final Pattern COMPILER = Pattern.compile("\\(C[12] Compiler");

  private CpuTime() {}

  /** Of one process alone; 0 when it is gone. */
  static double of(ProcessHandle process) {
    if (!Files.isDirectory(PROC.resolve("self"))) {
      return elsewhere(process);
    }
    return own(ticks(process));
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

  /**
   * What a Java process has used to compile itself, as far as its compilers are still there; 0
   * where the system does not tell of threads.
   */
  public static double ofCompilers(long pid) {
    try (Stream<Path> threads = Files.list(PROC.resolve(Long.toString(pid)).resolve("task"))) {
      return threads
          .map(CpuTime::stat)
          .filter(stat -> COMPILER.matcher(stat).find())
          .mapToDouble(stat -> own(ticks(stat)))
          .sum();
    } catch (IOException e) {
      return 0;
    }
  }

  /** utime, stime, and those of children that have ended and were waited for. */
  private static List<Long> ticks(ProcessHandle process) {
    return ticks(stat(PROC.resolve(Long.toString(process.pid()))));
  }

  private static List<Long> ticks(String stat) {
    if (stat.isEmpty()) {
      return List.of(0L, 0L, 0L, 0L);
    }
    // the second field is the name in parentheses, in which anything may stand
    String[] rest = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return List.of(
        Long.parseLong(rest[11]),
        Long.parseLong(rest[12]),
        Long.parseLong(rest[13]),
        Long.parseLong(rest[14]));
  }

  private static double own(List<Long> ticks) {
    return (ticks.get(0) + ticks.get(1)) * MICROS_PER_TICK;
  }

  /** Of a process or a thread; empty when it is gone. */
  private static String stat(Path of) {
    try {
      return Files.readString(of.resolve("stat"));
    } catch (IOException e) {
      return "";
    }
  }

  private static double elsewhere(ProcessHandle process) {
    return process.info().totalCpuDuration().map(Duration::toNanos).orElse(0L) / 1e3;
  }
}
