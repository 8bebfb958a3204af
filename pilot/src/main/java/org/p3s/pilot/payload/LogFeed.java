package org.p3s.pilot.payload;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.p3s.protocol.LogChunk;

/** Sends the text of running payloads every two seconds, as well as it can. */
public final class LogFeed implements AutoCloseable {

  /** Takes a chunk to the server. */
  public interface Sender {

    /** False when the server wants no more of this payload. */
    boolean send(LogChunk chunk) throws IOException, InterruptedException;
  }

  private static final long PERIOD_MILLIS = 2_000;

  /** One stream may send this many chunks at a time; a faster one is skipped ahead. */
  private static final int CHUNKS_AT_ONCE = 4;

  private final Sender sender;
  private final Set<OutputLog> followed = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "log feed");
            thread.setDaemon(true);
            return thread;
          });

  public LogFeed(Sender sender) {
    this.sender = sender;
    var unused =
        clock.scheduleWithFixedDelay(
            this::sendAll, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Sends what these write from now on. */
  void follow(OutputLog out, OutputLog err) {
    followed.addAll(List.of(out, err));
  }

  /** Sends the rest, unless the report of the attempt carries everything anyway. */
  void finish(OutputLog out, OutputLog err) throws InterruptedException {
    for (OutputLog log : List.of(out, err)) {
      if (followed.remove(log) && !log.isAllInTail()) {
        send(log);
      }
    }
  }

  void forget(OutputLog out, OutputLog err) {
    followed.removeAll(List.of(out, err));
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }

  private void sendAll() {
    try {
      for (OutputLog log : followed) {
        send(log);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void send(OutputLog log) throws InterruptedException {
    synchronized (log.sending()) {
      try {
        for (int n = 0; n < CHUNKS_AT_ONCE; n++) {
          LogChunk chunk = log.chunk();
          if (chunk == null) {
            return;
          }
          if (!sender.send(chunk)) {
            followed.remove(log);
            return;
          }
          log.sent(chunk);
        }
      } catch (IOException e) {
        // the same chunk goes with the next round; the report has the tail in any case
      }
    }
  }
}
