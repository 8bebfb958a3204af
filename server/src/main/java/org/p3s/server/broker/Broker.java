package org.p3s.server.broker;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.p3s.protocol.AttemptReport;
import org.p3s.protocol.ExchangeAnswer;
import org.p3s.protocol.ExchangeRequest;
import org.p3s.server.job.JobsReady;
import org.p3s.server.job.JobsTaken;
import org.p3s.server.job.Queues;
import org.p3s.server.pilot.PilotCommanded;
import org.p3s.server.platform.Refusal;

/**
 * Serves exchanges. One thread takes what has arrived since its last transaction and serves it
 * together in the next; who gets nothing waits in memory until a job becomes READY. An answer
 * leaves after the commit.
 *
 * <p>Since one thread does both, a job that becomes READY while an exchange is about to wait cannot
 * be missed: its wake-up is worked off after the exchange has begun to wait.
 */
@ApplicationScoped
public class Broker {

  private static final Logger LOG = Logger.getLogger(Broker.class);
  private static final int MOST_AT_ONCE = 256;
  private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

  /** What the thread has to do. */
  private sealed interface Work permits Arrived, Ready, Taken, Commanded {}

  private record Arrived(Exchange exchange) implements Work {}

  private record Ready(Map<Integer, Integer> counts) implements Work {}

  private record Taken(Collection<Long> jobs) implements Work {}

  private record Commanded(List<Long> pilots) implements Work {}

  private final Turn turn;
  private final Queues queues;
  private final Waiting waiting;
  private final Timings timings;
  private final BlockingQueue<Work> inbox = new LinkedBlockingQueue<>();
  private volatile boolean running = true;
  private Thread thread;

  Broker(Turn turn, Queues queues, Waiting waiting, Timings timings) {
    this.timings = timings;
    this.turn = turn;
    this.queues = queues;
    this.waiting = waiting;
  }

  void start(@Observes StartupEvent event) {
    queues.refresh();
    thread = new Thread(this::run, "broker");
    thread.setDaemon(true);
    thread.start();
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    running = false;
    thread.interrupt();
    thread.join(5_000);
    waiting.removeAll().forEach(Broker::release);
  }

  /** Takes an exchange; the answer comes when there is one, at the latest after its wait. */
  CompletableFuture<ExchangeAnswer> exchange(Exchange exchange) {
    inbox.add(new Arrived(exchange));
    return exchange.answer;
  }

  /**
   * When an exchange of this request should stop waiting: spread, so that they do not all come back
   * at once.
   */
  static long waitUntil(ExchangeRequest request) {
    long most = TimeUnit.SECONDS.toNanos(request.waitSeconds());
    return System.nanoTime()
        + (most == 0 ? 0 : ThreadLocalRandom.current().nextLong(most / 2, most + 1));
  }

  void jobsReady(@Observes(during = TransactionPhase.AFTER_SUCCESS) JobsReady jobs) {
    inbox.add(new Ready(jobs.counts()));
  }

  void jobsTaken(@Observes(during = TransactionPhase.AFTER_SUCCESS) JobsTaken jobs) {
    inbox.add(new Taken(jobs.jobs()));
  }

  void commanded(@Observes(during = TransactionPhase.AFTER_SUCCESS) PilotCommanded command) {
    inbox.add(new Commanded(command.pilots()));
  }

  boolean isAlive() {
    return thread != null && thread.isAlive();
  }

  private void run() {
    while (running) {
      try {
        serveNext();
      } catch (InterruptedException e) {
        return;
      } catch (Throwable e) {
        // whatever it was, pilots have to be served on; who was being served is told below
        LOG.error("The broker goes on after an unexpected error", e);
      }
    }
  }

  private void serveNext() throws InterruptedException {
    List<Work> work = new ArrayList<>();
    Work first = inbox.poll(waiting.nanosToNext(System.nanoTime()), TimeUnit.NANOSECONDS);
    if (first != null) {
      work.add(first);
      inbox.drainTo(work, MOST_AT_ONCE - 1);
    }
    Map<Long, Exchange> batch = new LinkedHashMap<>();
    for (Work each : work) {
      if (each instanceof Arrived arrived) {
        // a newer exchange of the same pilot releases the older one
        waiting.remove(arrived.exchange().pilot).ifPresent(Broker::release);
        Exchange older = batch.put(arrived.exchange().pilot, arrived.exchange());
        if (older != null) {
          inbox.add(new Arrived(arrived.exchange()));
          batch.put(older.pilot, older);
        }
      }
    }
    try {
      serve(batch.values());
      wake(work);
    } catch (Throwable e) {
      batch.values().stream()
          .filter(each -> !waiting.holds(each))
          .forEach(each -> each.answer.completeExceptionally(e));
      throw e;
    }
    waiting.removeExpired(System.nanoTime()).forEach(Broker::release);
  }

  private void wake(List<Work> work) {
    List<Exchange> woken = new ArrayList<>();
    for (Work each : work) {
      if (each instanceof Ready ready) {
        woken.addAll(waiting.removeFor(ready.counts()));
      } else if (each instanceof Taken taken) {
        woken.addAll(waiting.removeHolders(taken.jobs()));
      } else if (each instanceof Commanded commanded) {
        commanded.pilots().forEach(pilot -> waiting.remove(pilot).ifPresent(woken::add));
      }
    }
    serve(woken);
  }

  private void serve(Collection<Exchange> batch) {
    List<Exchange> heard = batch.stream().filter(each -> !each.isAbandoned()).toList();
    if (heard.isEmpty()) {
      return;
    }
    try {
      long began = System.nanoTime();
      Map<Exchange, ExchangeAnswer> answers = turn.serve(heard);
      timings.turn(System.nanoTime() - began);
      answers.forEach(this::answer);
    } catch (RuntimeException e) {
      if (heard.size() == 1) {
        heard.get(0).answer.completeExceptionally(e);
      } else {
        LOG.warnf("A batch of %d exchanges failed (%s); serving them one by one", heard.size(), e);
        heard.forEach(each -> serve(List.of(each)));
      }
    }
  }

  private void answer(Exchange exchange, ExchangeAnswer answer) {
    boolean empty = answer.jobs().isEmpty() && answer.commands().isEmpty();
    if (empty && exchange.request.reports().isEmpty() && exchange.mayWait(System.nanoTime())) {
      waiting.add(exchange);
    } else {
      exchange.answer.complete(answer);
    }
  }

  private static void release(Exchange exchange) {
    exchange.answer.complete(ExchangeAnswer.NOTHING);
  }

  private static void check(AttemptReport report) {
    if (report.phase() == null) {
      throw Refusal.invalid("reports.phase", "phase must be STARTED or ENDED");
    }
    if (report.phase() == AttemptReport.Phase.ENDED
        && report.exitCode() == null
        && report.cause() == null) {
      throw Refusal.invalid("reports.exitCode", "an attempt that ended has an exitCode or a cause");
    }
    if (isAbsurd(report.startedAt()) || isAbsurd(report.endedAt())) {
      throw Refusal.invalid("reports.startedAt", "times must lie between 2000 and 2200");
    }
  }

  private static boolean isAbsurd(Instant time) {
    return time != null && (time.isBefore(EARLIEST) || time.isAfter(LATEST));
  }

  /** Refuses requests that no pilot of ours would send. */
  static void check(ExchangeRequest request) {
    if (request.want() < 0 || request.want() > 1024) {
      throw Refusal.invalid("want", "want must be between 0 and 1024");
    }
    if (request.waitSeconds() < 0 || request.waitSeconds() > 60) {
      throw Refusal.invalid("waitSeconds", "waitSeconds must be between 0 and 60");
    }
    request.reports().forEach(Broker::check);
    if (request.reports().size() > 4_096 || request.running().size() > 4_096) {
      throw Refusal.invalid("reports", "reports and running hold at most 4,096 entries");
    }
  }
}
