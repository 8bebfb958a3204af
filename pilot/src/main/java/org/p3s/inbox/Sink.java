package org.p3s.inbox;

import java.util.List;
import org.p3s.protocol.FileEvent;

/** Where complete files are announced. */
@FunctionalInterface
public interface Sink {

  /** These files will never be accepted as they are; trying again is of no use. */
  final class Rejected extends Exception {
    private static final long serialVersionUID = 1L;

    public Rejected(String message) {
      super(message);
    }
  }

  /**
   * Takes all of these files or none.
   *
   * @throws Rejected when one of them is wrong; the watcher finds out which and passes it over
   * @throws Exception anything else is taken as passing, and the files are offered again
   */
  void announce(List<FileEvent> files) throws Exception;
}
