package org.p3s.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** All processes of the demo. None is started any more once they are being ended. */
final class Family {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** How a process is started. */
  interface Birth {
    Child start() throws IOException;
  }

  private final List<Child> children = new ArrayList<>();
  private boolean isEnding;

  /** Starts a process, in whose order they are ended: the last first. */
  synchronized Child add(Birth birth) throws IOException {
    if (isEnding) {
      throw new Stopped("the demo is being ended");
    }
    Child child = birth.start();
    children.add(child);
    return child;
  }

  /** A process that has ended by itself. */
  synchronized void forget(Child child) {
    children.remove(child);
  }

  /** Ends all; the first that was started, the server, outlives those that talk to it. */
  synchronized void end() {
    isEnding = true;
    try {
      List<Child> others = children.subList(Math.min(1, children.size()), children.size());
      others.forEach(Child::askToStop);
      for (Child each : others) {
        each.end(PATIENCE);
      }
      if (!children.isEmpty()) {
        children.get(0).askToStop();
        children.get(0).end(PATIENCE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    children.clear();
  }
}
