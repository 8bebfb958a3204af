package org.p3s.bench.machine;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.p3s.bench.Broken;

/** How many files and connections a process may have open; servers inherit it from this one. */
public final class OpenFiles {

  /** Besides the connections of a load: jars, logs, the database. */
  private static final int OTHERS = 1_000;

  private OpenFiles() {}

  /** Fails, with what to do, when so many connections are too many. */
  public static void mustAllow(int connections) {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
        && system.getMaxFileDescriptorCount() < connections + OTHERS) {
      throw new Broken(
          "%,d connections need %,d open files, the limit is %,d; raise it with ulimit -n"
              .formatted(connections, connections + OTHERS, system.getMaxFileDescriptorCount()));
    }
  }
}
