package org.p3s.pilot.staging;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import org.p3s.xrootd.XrdFailure;

/** A few tries at what may fail in passing. */
final class Tries {

  private static final Duration PAUSE = Duration.ofMillis(500);

  /** One try. */
  interface Try {
    void run() throws IOException, InterruptedException;
  }

  /** An answer that another try will not change. */
  static final class Final extends IOException {
    private static final long serialVersionUID = 1;

    Final(String message) {
      super(message);
    }
  }

  private Tries() {}

  /** Whether another try, or another place, may do better. */
  static boolean mayPass(IOException e) {
    return e instanceof XrdFailure xrd
        ? xrd.kind() == XrdFailure.Kind.UNREACHABLE
        : !(e instanceof FileNotFoundException || e instanceof Final);
  }

  static void run(int tries, Try once) throws IOException, InterruptedException {
    for (int n = 1; ; n++) {
      try {
        once.run();
        return;
      } catch (IOException e) {
        if (n >= tries || !mayPass(e)) {
          throw e;
        }
        Thread.sleep(PAUSE.multipliedBy(n).toMillis());
      }
    }
  }
}
