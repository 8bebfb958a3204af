package org.p3s.server.platform;

/** Ends this server when another process is gone, however that went. */
final class StopWith {

  private StopWith() {}

  /** From now on this server lives no longer than that process. */
  static void process(long pid) throws CannotStart {
    ProcessHandle master =
        ProcessHandle.of(pid)
            .orElseThrow(
                () ->
                    new CannotStart(
                        "There is no process %d to stop with; --stop-with takes the id of one that runs."
                            .formatted(pid)));
    Thread watch = new Thread(() -> endAfter(master), "stop-with");
    watch.setDaemon(true);
    watch.start();
  }

  private static void endAfter(ProcessHandle master) {
    master.onExit().join();
    System.err.println("Process " + master.pid() + " is gone; stopping with it.");
    System.exit(0);
  }
}
