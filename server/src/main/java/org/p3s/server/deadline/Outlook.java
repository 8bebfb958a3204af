package org.p3s.server.deadline;

import io.quarkus.scheduler.Scheduled;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.p3s.server.job.Queues;

/**
 * What is ahead and who is there to do it, as this server knows it: read from the database from
 * time to time, in between carried on with what was admitted here and what slots can do meanwhile.
 * Who asks does not wait for the database, unless nobody has asked for long.
 */
@ApplicationScoped
public class Outlook {

  private static final Logger LOG = Logger.getLogger(Outlook.class);

  /** How long a reading is good for, and from when on it is too old to go by. */
  private static final Duration FRESH = Duration.ofSeconds(1);

  private static final Duration OLD = Duration.ofSeconds(10);

  /** A reading may take this part of the time for which it is good. */
  private static final int SHARE = 50;

  /** The last so many files say how much work one is. */
  private static final int MEMORY = 100;

  private Double secondsPerFile;

  /** What was read last; of {@link #lock}. */
  private Backlog backlog;

  private long readAt;
  private long passedAt;
  private long freshNanos = FRESH.toNanos();

  /** Microseconds by which the database's clock is ahead of this machine's. */
  private volatile long clockOffset;

  private final Object lock = new Object();

  /** One reading at a time. */
  private final Object readLock = new Object();

  private final AtomicBoolean reading = new AtomicBoolean();
  private final ExecutorService reader =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread thread = new Thread(work, "outlook");
            thread.setDaemon(true);
            return thread;
          });

  private final BacklogStore store;
  private final Queues queues;
  private final Estimates estimates;

  Outlook(BacklogStore store, Queues queues, Estimates estimates) {
    this.store = store;
    this.queues = queues;
    this.estimates = estimates;
  }

  @PreDestroy
  void stop() {
    reader.shutdownNow();
  }

  /**
   * What to expect of a workflow that begins now. Nothing bad is said by an old reading.
   *
   * @param deadline microseconds since 1970, {@link Long#MAX_VALUE} for none
   */
  public Prospect prospect(Demand demand, long now, long deadline) {
    beReady();
    if (!knows(demand)) {
      read();
    }
    Prospect known = asKnown(demand, now, deadline);
    if (known.isInTime() || isFresh()) {
      return known;
    }
    read();
    return asKnown(demand, now, deadline);
  }

  private Prospect asKnown(Demand demand, long now, long deadline) {
    synchronized (lock) {
      pass();
      return backlog.pools().prospect(demand, now, deadline);
    }
  }

  private boolean isFresh() {
    synchronized (lock) {
      return System.nanoTime() - readAt <= freshNanos;
    }
  }

  private boolean knows(Demand demand) {
    synchronized (lock) {
      return backlog.pools().know(demand.work().keySet());
    }
  }

  /** Now, by the database's clock; microseconds since 1970. */
  public long now() {
    return System.currentTimeMillis() * 1_000 + clockOffset;
  }

  /** A workflow was made that asks for so much. */
  public void admitted(Demand demand, long deadline) {
    synchronized (lock) {
      if (backlog != null) {
        backlog.pools().admit(demand, deadline);
      }
    }
  }

  /**
   * What is to be expected.
   *
   * @param asks what each trigger would ask for, if a file came now
   */
  public Forecast forecast(List<Ask> asks, Forecast.WhatIf what) {
    beReady();
    synchronized (lock) {
      pass();
      double growth = Forecast.growth(backlog, what);
      return Forecast.of(
          backlog,
          secondsPerFile,
          what,
          asks.stream().map(each -> each.forecast(backlog, now(), growth)).toList());
    }
  }

  /** What a file of a trigger would ask for. */
  public record Ask(String trigger, String template, Duration eta, Demand demand) {

    private Forecast.OfTrigger forecast(Backlog backlog, long now, double growth) {
      Double promised = eta == null ? null : eta.toMillis() / 1000.0;
      long deadline = eta == null ? Long.MAX_VALUE : now + eta.toMillis() * 1_000;
      Double delay =
          growth == 0 || backlog.pilots() == 0
              ? null
              : backlog.pools().prospect(demand, now, deadline).delay() / growth;
      Double lateness =
          promised == null || delay == null || !demand.isKnown()
              ? null
              : delay + demand.path() - promised;
      return new Forecast.OfTrigger(
          trigger,
          template,
          promised,
          demand.isKnown() ? Forecast.round(demand.total()) : null,
          demand.isKnown() ? Forecast.round(demand.path()) : null,
          delay == null ? null : Forecast.round(delay),
          lateness == null ? null : Forecast.round(lateness));
    }
  }

  /**
   * A file came that would need so much, whether it gets it or not.
   *
   * @param work seconds of a slot
   */
  public void wanted(double work) {
    synchronized (lock) {
      secondsPerFile =
          secondsPerFile == null ? work : secondsPerFile + (work - secondsPerFile) / MEMORY;
    }
  }

  /** All slots work on, as long as there is work. */
  private void pass() {
    long now = System.nanoTime();
    backlog.pools().pass((now - passedAt) / 1e9);
    passedAt = now;
  }

  private void beReady() {
    long age;
    boolean isKnown;
    synchronized (lock) {
      isKnown = backlog != null;
      age = System.nanoTime() - readAt;
    }
    if (!isKnown || age > Math.max(OLD.toNanos(), 2 * freshNanos)) {
      read();
    } else if (age > freshNanos && reading.compareAndSet(false, true)) {
      reader.execute(this::readBeside);
    }
  }

  /** While there is work, nobody who asks seldom has to wait for a reading. */
  @Scheduled(every = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void keepUp() {
    boolean isAny;
    synchronized (lock) {
      isAny = backlog != null && backlog.waiting() > 0;
    }
    if (isAny) {
      beReady();
    }
  }

  private void readBeside() {
    try {
      read();
    } catch (RuntimeException e) {
      LOG.warnf("The backlog cannot be read, going by what was known: %s", e.toString());
    } finally {
      reading.set(false);
    }
  }

  /** Reads the backlog now. */
  public void read() {
    synchronized (readLock) {
      readNow();
    }
  }

  private void readNow() {
    long began = System.nanoTime();
    queues.refresh();
    clockOffset = store.now() - System.currentTimeMillis() * 1_000;
    List<BacklogStore.PilotRow> pilots = store.pilots();
    Pools pools =
        new Pools(
            queues.all(),
            pilots.stream().map(each -> BacklogStore.kind(each, estimates::speed)).toList());
    long waiting = 0;
    long unmeasured = 0;
    for (BacklogStore.Row each : store.backlog()) {
      pools.occupy(each.queueId(), each.inSlots(), each.unmeasured());
      unmeasured += each.unmeasured();
      if (each.isHeld()) {
        pools.hold(each.queueId(), each.work());
      } else {
        long latest = each.latest() == null ? Long.MAX_VALUE : each.latest() * 1_000_000;
        pools.add(each.queueId(), each.priority(), latest, each.work());
        waiting += each.jobs();
      }
    }
    Backlog now =
        new Backlog(
            Instant.now(),
            waiting,
            unmeasured,
            pilots.stream().mapToLong(BacklogStore.PilotRow::pilots).sum(),
            pilots.stream().mapToLong(BacklogStore.PilotRow::slots).sum(),
            store.arrived(),
            pools);
    synchronized (lock) {
      backlog = now;
      readAt = System.nanoTime();
      passedAt = readAt;
      freshNanos = Math.max(FRESH.toNanos(), SHARE * (readAt - began));
    }
  }
}
