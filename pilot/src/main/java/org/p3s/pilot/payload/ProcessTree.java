package org.p3s.pilot.payload;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * All processes of one payload, also those that left their parent: known by their session, by
 * descent, and by a setting in their environment that no other payload has.
 */
final class ProcessTree {

  private static final long PAUSE_MILLIS = 20;
  private static final Duration DEAD_SOON = Duration.ofSeconds(5);

  private final Process root;
  private final boolean ownSession;
  private final String mark;

  /**
   * @param ownSession whether the root leads a session of its own
   * @param mark the setting ({@code NAME=value}) that tells these processes from others
   */
  ProcessTree(Process root, boolean ownSession, String mark) {
    this.root = root;
    this.ownSession = ownSession;
    this.mark = mark;
  }

  /** Sends TERM to all; what is left after the grace is killed. The grace may shrink meanwhile. */
  void end(Supplier<Duration> grace) {
    long start = System.nanoTime();
    members().forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy));
    while (System.nanoTime() - start < grace.get().toNanos() && !members().isEmpty()) {
      pause();
    }
    kill();
  }

  /** Kills until nobody is left; processes that fork meanwhile are caught in the next round. */
  void kill() {
    kill(this::members);
  }

  /** Kills every process that carries a setting with this beginning in its environment. */
  static void killMarked(String mark) {
    if (ProcessTable.isAvailable()) {
      kill(() -> withoutMe(ProcessTable.read().withEnvironment(mark)));
    }
  }

  private static void kill(Supplier<Set<Long>> members) {
    long start = System.nanoTime();
    Set<Long> left = members.get();
    while (!left.isEmpty() && System.nanoTime() - start < DEAD_SOON.toNanos()) {
      left.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
      pause();
      left = members.get();
    }
  }

  private Set<Long> members() {
    if (!ProcessTable.isAvailable()) {
      return root.toHandle().descendants().map(ProcessHandle::pid).collect(Collectors.toSet());
    }
    ProcessTable table = ProcessTable.read();
    Set<Long> all = new HashSet<>(table.withEnvironment(mark));
    if (ownSession) {
      all.addAll(table.ofSession(root.pid()));
    }
    return withoutMe(all);
  }

  /** Resident memory of all in MiB, at most half a second old; 0 when it cannot be known. */
  long residentMiB() {
    return ProcessTable.residentKiB(sampled()) / 1024;
  }

  /** The same, with shared pages counted once where the kernel tells. */
  long ownMiB() {
    Set<Long> pids = sampled();
    long proportional = ProcessTable.proportionalKiB(pids);
    return (proportional > 0 ? proportional : ProcessTable.residentKiB(pids)) / 1024;
  }

  private Set<Long> sampled() {
    return ownSession && ProcessTable.isAvailable()
        ? ProcessTable.recent().ofSession(root.pid())
        : Set.of();
  }

  private static Set<Long> withoutMe(Set<Long> pids) {
    pids.remove(ProcessHandle.current().pid());
    return pids;
  }

  /** An interrupt means to look at the grace again; what is being killed has to die anyway. */
  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      // looked at by the caller's loop
    }
  }
}
