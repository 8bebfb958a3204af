package org.p3s.bench;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Makes Ctrl-C end a run as its last scenario would: processes stopped, files removed. */
final class Stop implements AutoCloseable {

  private static final int PATIENCE_SECONDS = 30;

  private final CountDownLatch ended = new CountDownLatch(1);
  private final Progress progress;
  private volatile boolean isWanted;

  /** On the thread that measures. */
  Stop(Progress progress) {
    this.progress = progress;
    Thread measuring = Thread.currentThread();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> interrupt(measuring)));
  }

  private void interrupt(Thread measuring) {
    isWanted = true;
    progress.end();
    measuring.interrupt();
    try {
      ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether what fails now fails because of it. */
  boolean isWanted() {
    return isWanted;
  }

  /** The run has ended. */
  @Override
  public void close() {
    ended.countDown();
  }
}
