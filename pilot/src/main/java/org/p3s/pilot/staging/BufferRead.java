package org.p3s.pilot.staging;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.p3s.protocol.BufferPermit;
import org.p3s.xrootd.Xrdcp;

/** One read of the online buffer: no faster than is allowed, and only while it is. */
final class BufferRead {

  private static final int PIECE = 1 << 16;
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  /** The permit ended before the read did. */
  static final class Lost extends IOException {
    private static final long serialVersionUID = 1;

    Lost() {
      super("the leave to read the online buffer ended");
    }
  }

  private final WebFiles web;
  private final BufferPermits permits;
  private final BufferPermit permit;
  private final long begun = System.nanoTime();
  private long renewAt;
  private long done;

  BufferRead(WebFiles web, BufferPermits permits, BufferPermit permit) {
    this.web = web;
    this.permits = permits;
    this.permit = permit;
    this.renewAt = begun + permit.lease().dividedBy(3).toNanos();
  }

  void copy(Location from, Path to) throws IOException, InterruptedException {
    if (from instanceof Location.Local local) {
      Fetch.mustBeReadable(local.path());
      try (InputStream in = Files.newInputStream(local.path())) {
        copy(in, to);
      }
    } else if (from instanceof Location.Remote remote) {
      try (InputStream in = web.open(remote.uri())) {
        CompletableFuture<Void> end = CompletableFuture.runAsync(() -> close(in), atTheLimit());
        copy(in, to);
        end.cancel(false);
      }
    } else if (from instanceof Location.Root root) {
      new Xrdcp(web.limit()).read(root.url(), in -> copy(in, to));
    }
  }

  private Executor atTheLimit() {
    return CompletableFuture.delayedExecutor(web.limit().toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Wakes who reads from a server that has fallen silent. */
  private static void close(InputStream in) {
    try {
      in.close();
    } catch (IOException e) {
      // then it is closed already
    }
  }

  private void copy(InputStream in, Path to) throws IOException {
    byte[] piece = new byte[pieceSize()];
    try (OutputStream out = Files.newOutputStream(to)) {
      for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
        out.write(piece, 0, n);
        done += n;
        pause();
        keep();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  /** A tenth of a second's worth at the most, so that it is a flow and not a series of bursts. */
  private int pieceSize() {
    Long rate = permit.bytesPerSecond();
    return rate == null ? PIECE : (int) Math.max(1, Math.min(PIECE, rate / 10));
  }

  private void pause() throws InterruptedException {
    if (permit.bytesPerSecond() != null) {
      double due = (double) done / permit.bytesPerSecond() * SECOND;
      long ahead = begun + (long) due - System.nanoTime();
      if (ahead > 0) {
        TimeUnit.NANOSECONDS.sleep(ahead);
      }
    }
  }

  private void keep() throws IOException, InterruptedException {
    if (System.nanoTime() - renewAt < 0) {
      return;
    }
    BufferPermits.Answer answer = permits.ask();
    long now = System.nanoTime();
    if (answer.permit().isEmpty() && now - renewAt > permit.lease().dividedBy(3).toNanos()) {
      throw new Lost();
    }
    renewAt = answer.permit().isEmpty() ? renewAt : now + permit.lease().dividedBy(3).toNanos();
  }
}
