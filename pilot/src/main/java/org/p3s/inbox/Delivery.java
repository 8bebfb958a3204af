package org.p3s.inbox;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.p3s.protocol.FileEvent;

/** Hands complete files to the sink, and finds out whose fault it is when it does not take them. */
final class Delivery {

  // files refused alone one after the other, until the sink and not the files is to blame
  private static final int OUTAGE = 3;
  private static final long FIRST_PAUSE = TimeUnit.SECONDS.toNanos(1);
  private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(30);

  private final Sink sink;
  private final Candidates candidates;
  private final Standing standing;
  private final BooleanSupplier isClosed;
  private long pause;
  private int failures;
  private long retryAt = System.nanoTime();

  Delivery(Sink sink, Candidates candidates, Standing standing, BooleanSupplier isClosed) {
    this.sink = sink;
    this.candidates = candidates;
    this.standing = standing;
    this.isClosed = isClosed;
  }

  /** How long the sink is to be left alone. */
  long rest(long now) {
    return Math.max(0, retryAt - now);
  }

  /** A new round of files begins. */
  void begin() {
    failures = 0;
  }

  /** False when the sink cannot take anything for now. */
  boolean hand(List<FileEvent> ready) throws InterruptedException {
    try {
      sink.announce(ready);
      candidates.settle(ready);
      standing.announced(ready.size());
      pause = 0;
      failures = 0;
      retryAt = System.nanoTime();
      return true;
    } catch (Sink.Rejected e) {
      return ready.size() == 1 ? passOver(ready, e) : halve(ready);
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      return ready.size() == 1 ? postpone(ready.get(0), e) : halve(ready);
    }
  }

  /** Until the wrong file is alone. */
  private boolean halve(List<FileEvent> ready) throws InterruptedException {
    int half = ready.size() / 2;
    return hand(ready.subList(0, half)) && hand(ready.subList(half, ready.size()));
  }

  private boolean passOver(List<FileEvent> ready, Sink.Rejected why) {
    candidates.settle(ready);
    standing.passedOver(ready.get(0).url(), why.getMessage());
    return true;
  }

  /** The fault may be the file's or the sink's; several in a row are the sink's. */
  private boolean postpone(FileEvent file, Exception why) {
    long now = System.nanoTime();
    candidates.postpone(file, now);
    standing.cannotBeAnnounced(file.url(), why.toString(), why.getMessage());
    failures++;
    if (failures < OUTAGE && !isClosed.getAsBoolean()) {
      return true;
    }
    pause = Math.min(LONGEST_PAUSE, Math.max(FIRST_PAUSE, 2 * pause));
    retryAt = now + pause;
    return false;
  }
}
