package org.p3s.bench.peer;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.p3s.bench.Broken;
import org.p3s.bench.Stage;
import org.p3s.bench.measure.Load;

/** Threads that do the same thing over and over, each on a connection of its own. */
final class Threads implements Load, AutoCloseable {

  /** What a thread does. */
  interface Work {
    /**
     * One round of it.
     *
     * @return operations done; 0 when there is nothing left
     */
    int round(Connection connection) throws SQLException;
  }

  /** Makes the work of one thread. */
  interface WorkOf {
    Work make(Connection connection, int thread) throws SQLException;
  }

  private final List<Thread> threads = new ArrayList<>();
  private final AtomicLong done = new AtomicLong();
  private volatile Throwable failure;
  private volatile boolean closing;

  Threads(Stage stage, int count, WorkOf works) {
    for (int i = 0; i < count; i++) {
      int which = i;
      Thread thread = new Thread(() -> run(stage, which, works), "thread " + i);
      thread.setDaemon(true);
      threads.add(thread);
    }
    threads.forEach(Thread::start);
  }

  private void run(Stage stage, int which, WorkOf works) {
    try (Connection connection = stage.connect()) {
      connection.setAutoCommit(false);
      Work work = works.make(connection, which);
      int count = 1;
      while (count > 0 && !closing) {
        count = work.round(connection);
        connection.commit();
        done.addAndGet(count);
      }
    } catch (SQLException | RuntimeException e) {
      failure = e;
    }
  }

  @Override
  public long done() {
    return done.get();
  }

  @Override
  public boolean isOver() {
    return threads.stream().noneMatch(Thread::isAlive);
  }

  @Override
  public void check() {
    Throwable why = failure;
    if (why != null) {
      throw new Broken(why.toString(), why);
    }
  }

  @Override
  public void close() {
    closing = true;
    for (Thread each : threads) {
      try {
        each.join();
      } catch (InterruptedException e) {
        throw new Broken("Interrupted", e);
      }
    }
  }
}
