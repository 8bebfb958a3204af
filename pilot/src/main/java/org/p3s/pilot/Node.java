package org.p3s.pilot;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** What the pilot can find out about the machine and the batch slot that it runs in. */
public final class Node {

  private Node() {}

  /** The host's name, without asking the name service if the kernel knows it. */
  public static String host() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    } catch (IOException e) {
      try {
        return InetAddress.getLocalHost().getHostName();
      } catch (UnknownHostException unknown) {
        return "unknown";
      }
    }
  }

  /** Memory in MiB: what the machine has or what its control group allows, 0 when not known. */
  public static int memoryMiB() {
    long machine = kibibytes("/proc/meminfo");
    long group = bytes("/sys/fs/cgroup/memory.max") / 1024;
    long least = group > 0 ? Math.min(machine, group) : machine;
    return (int) (least / 1024);
  }

  /**
   * The batch system's name of this job, null outside of a batch system.
   *
   * @param env the environment: SLURM_JOB_ID, PBS_JOBID, LSB_JOBID, or CONDOR_CLUSTER and
   *     CONDOR_PROCESS (HTCondor's submit file sets them: {@code environment =
   *     "CONDOR_CLUSTER=$(ClusterId) CONDOR_PROCESS=$(ProcId)"}), or P3S_BATCH_ID
   */
  public static String batchId(Map<String, String> env) {
    String condor = env.get("CONDOR_CLUSTER");
    if (condor != null && env.get("CONDOR_PROCESS") != null) {
      condor = condor + "." + env.get("CONDOR_PROCESS");
    }
    return Stream.of(
            env.get("P3S_BATCH_ID"),
            env.get("SLURM_JOB_ID"),
            condor,
            env.get("PBS_JOBID"),
            env.get("LSB_JOBID"))
        .filter(Objects::nonNull)
        .filter(id -> !id.isBlank())
        .findFirst()
        .orElse(null);
  }

  private static long kibibytes(String meminfo) {
    try {
      List<String> lines = Files.readAllLines(Path.of(meminfo));
      return Long.parseLong(lines.get(0).replaceAll("\\D", ""));
    } catch (IOException | RuntimeException e) {
      return 0;
    }
  }

  private static long bytes(String limit) {
    try {
      String text = Files.readString(Path.of(limit)).strip();
      return text.equals("max") ? 0 : Long.parseLong(text);
    } catch (IOException | NumberFormatException e) {
      return 0;
    }
  }
}
