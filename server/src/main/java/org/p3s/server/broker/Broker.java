package org.p3s.server.broker;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.p3s.protocol.AttemptReport;
import org.p3s.protocol.ExchangeAnswer;
import org.p3s.protocol.ExchangeRequest;
import org.p3s.server.deadline.Measurements;
import org.p3s.server.job.JobState;
import org.p3s.server.job.Lanes;
import org.p3s.server.job.Outcomes;
import org.p3s.server.job.Queues;
import org.p3s.server.job.ReadyJob;
import org.p3s.server.job.Requirements;
import org.p3s.server.job.type.JobTypes;
import org.p3s.server.platform.Batches;
import org.p3s.server.platform.Outage;
import org.p3s.server.platform.Settings;

/**
 * Serves exchanges. Reports are taken first, by a thread of their own; then another one serves
 * together what has arrived since its last transaction, while the next reports are taken. Who gets
 * nothing waits in memory until a job becomes READY. An answer leaves after the commit.
 *
 * <p>Since one thread gives jobs away and wakes, a job that becomes READY while an exchange is
 * about to wait cannot be missed: its wake-up is worked off after the exchange has begun to wait.
 */
@ApplicationScoped
public class Broker {

  private static final Logger LOG = Logger.getLogger(Broker.class);
  private static final int MOST_AT_ONCE = 256;
  private static final int MOST_REPORTS = 512;

  private final Reports reports;
  private final Batches<Exchange, Exchange> reporting;
  private final Turn turn;
  private final Queues queues;
  private final Lanes lanes;
  private final ReadyJobs readyJobs;
  private final KnownPilots pilots;
  private final WorkflowsAtHand workflows;
  private final Waiting waiting;
  private final Matching matching;
  private final JobTypes types;
  private final Settings settings;
  private final Timings timings;
  private final Measurements measurements;

  /** What the thread has to do. */
  private final BlockingQueue<Runnable> inbox = new LinkedBlockingQueue<>();

  /** Arrived and not served yet; of the thread alone, as all that follows. */
  private final Map<Long, Exchange> batch = new LinkedHashMap<>();

  /** Jobs that became READY and for which nobody was woken yet, by queue. */
  private final Map<Integer, Integer> news = new HashMap<>();

  /** Places under the limits of types that became free and for which nobody was woken yet. */
  private final Map<String, Integer> allowed = new HashMap<>();

  /** Jobs that became READY and of which the other servers have not been told. */
  private final Map<Long, ReadyJob> untold = new LinkedHashMap<>();

  private long pilotsReadAt = System.nanoTime();
  private Peers peers;
  private volatile boolean running = true;
  private Thread thread;

  @SuppressWarnings("TooManyParameters")
  Broker(
      Reports reports,
      Turn turn,
      Queues queues,
      Lanes lanes,
      ReadyJobs readyJobs,
      KnownPilots pilots,
      WorkflowsAtHand workflows,
      Waiting waiting,
      Matching matching,
      JobTypes types,
      Settings settings,
      Timings timings,
      Measurements measurements) {
    this.reports = reports;
    this.reporting =
        new Batches<>(
            "reports", each -> each.request.reports().size(), MOST_REPORTS, this::takeReports);
    this.turn = turn;
    this.queues = queues;
    this.lanes = lanes;
    this.readyJobs = readyJobs;
    this.pilots = pilots;
    this.workflows = workflows;
    this.waiting = waiting;
    this.matching = matching;
    this.types = types;
    this.settings = settings;
    this.timings = timings;
    this.measurements = measurements;
  }

  void start(@Observes StartupEvent event) {
    queues.refresh();
    thread = new Thread(this::run, "broker");
    thread.setDaemon(true);
    thread.start();
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    reporting.close();
    running = false;
    thread.interrupt();
    thread.join(5_000);
    waiting.removeAll().forEach(Broker::release);
  }

  /** The other servers, which know this one. */
  void tells(Peers others) {
    peers = others;
  }

  /** Work for the broker's thread, which is the only one that touches what it remembers. */
  void later(Runnable work) {
    inbox.add(work);
  }

  /** Takes an exchange; the answer comes when there is one, at the latest after its wait. */
  CompletableFuture<ExchangeAnswer> exchange(Exchange exchange) {
    if (exchange.request.reports().isEmpty()) {
      inbox.add(() -> arrived(exchange));
    } else {
      var unused =
          reporting
              .submit(exchange)
              .exceptionally(
                  failed -> {
                    exchange.answer.completeExceptionally(failed);
                    return null;
                  });
    }
    return exchange.answer;
  }

  /**
   * Takes the end of an attempt of which its pilot has not told. That pilot was not heard of: it is
   * not answered, and its lease goes on as it did.
   *
   * @return false when the attempt had ended before
   */
  CompletableFuture<Boolean> end(long pilot, AttemptReport report) {
    Exchange exchange =
        new Exchange(
            pilot, new ExchangeRequest(List.of(), List.of(report), 0, 0), System.nanoTime());
    exchange.abandon();
    return reporting.submit(exchange).thenApplyAsync(taken -> taken.late().isEmpty(), this::later);
  }

  /**
   * On the thread of the reports. What follows from them comes to the broker's thread together with
   * the exchanges, so that those who reported are the first to be given what they released.
   */
  private List<Exchange> takeReports(List<Exchange> exchanges) {
    Reports.Taken taken = reports.take(exchanges);
    timings.ended(taken.ended());
    measurements.ended(
        taken.ended().stream()
            .map(Reports.Ended::report)
            .filter(each -> Outcomes.of(each) == JobState.FINISHED)
            .map(AttemptReport::id)
            .toList());
    inbox.add(() -> reported(exchanges, taken));
    return exchanges;
  }

  private void reported(List<Exchange> exchanges, Reports.Taken taken) {
    taken.ready().forEach(readyJobs::add);
    becameReady(taken.ready());
    taken.ended().forEach(each -> hasEnded(each.laneId()));
    for (int i = 0; i < exchanges.size(); i++) {
      exchanges.get(i).reported(taken.late().get(i));
      arrived(exchanges.get(i));
    }
  }

  /**
   * When an exchange of this request should stop waiting: spread, so that they do not all come back
   * at once, and well before its lease ends.
   */
  long waitUntil(ExchangeRequest request) {
    long most =
        Math.min(TimeUnit.SECONDS.toNanos(request.waitSeconds()), settings.lease().toNanos() / 2);
    return System.nanoTime()
        + (most == 0 ? 0 : ThreadLocalRandom.current().nextLong(most / 2, most + 1));
  }

  /** So many more jobs of a queue may be given away. */
  void mayBeGiven(int queue, int jobs) {
    news.merge(queue, jobs, Integer::sum);
    // also learns of a queue that another server made
    String type = queues.of(queue).jobType();
    if (types.isRestricted(type)) {
      // a place under its limit is one for the jobs of its other queues, too
      allowed.merge(type, jobs, Integer::sum);
    }
  }

  /** Jobs became READY on this server, for which nobody was woken yet. */
  void becameReady(List<ReadyJob> jobs) {
    for (ReadyJob each : jobs) {
      news.merge(lanes.queueOf(each.laneId()), 1, Integer::sum);
      if (!peers.isAlone()) {
        untold.put(each.id(), each);
      }
    }
  }

  /** An attempt of a job of this lane ended, and leaves a place if its type is limited. */
  private void hasEnded(int lane) {
    String type = lanes.requirementsOf(lane).jobType();
    if (types.isRestricted(type)) {
      allowed.merge(type, 1, Integer::sum);
      peers.allowed(lanes.queueOf(lane), 1);
    }
  }

  /** Something was done to these pilots or to what they hold. */
  void changed(Collection<Long> ids) {
    if (ids.isEmpty()) {
      return;
    }
    pilots.forget(ids);
    ids.forEach(pilot -> waiting.remove(pilot).ifPresent(this::addToBatch));
    // jobs may have been taken from them, and others of their types wait for that
    types.restricted().forEach(type -> allowed.merge(type, ids.size(), Integer::sum));
  }

  /** Priorities or deadlines are others now. */
  void reordered() {
    readyJobs.forget();
    workflows.forget();
  }

  /** News may have been missed: what is remembered is doubted, and who waits is looked after. */
  void lookAnew() {
    forgetAll();
    lookAgain();
  }

  /** Forgets all that is only remembered, as a new start would. */
  void forgetAll() {
    pilots.forgetAll();
    readyJobs.forget();
    workflows.forget();
  }

  /** Whether an exchange of this pilot waits here, once all that arrived before is worked off. */
  CompletableFuture<Boolean> waits(long pilot) {
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    inbox.add(() -> answer.complete(waiting.holds(pilot)));
    return answer;
  }

  boolean isAlive() {
    return thread != null && thread.isAlive() && reporting.isAlive();
  }

  private void run() {
    while (running) {
      try {
        serveNext();
      } catch (InterruptedException e) {
        return;
      } catch (Throwable e) {
        // whatever it was, pilots have to be served on
        LOG.error("The broker goes on after an unexpected error", e);
        batch.values().forEach(each -> each.answer.completeExceptionally(e));
        batch.clear();
        untold.clear();
        forgetAll();
      }
    }
  }

  private void serveNext() throws InterruptedException {
    Runnable work = inbox.poll(waiting.nanosToNext(System.nanoTime()), TimeUnit.NANOSECONDS);
    while (work != null) {
      work.run();
      work = batch.size() < MOST_AT_ONCE ? inbox.poll() : null;
    }
    serveBatch();
    wake();
    if (!untold.isEmpty()) {
      peers.ready(untold.values());
      untold.clear();
    }
    long now = System.nanoTime();
    if (readyJobs.forgetOld(now)) {
      pilots.forgetSilent(now);
      forgetPilotsOfOthers(now);
      lookAgain();
    }
    waiting.removeExpired(now).forEach(Broker::release);
  }

  /**
   * A pilot may have turned to another server, been given a job there, never heard of it, and come
   * back: what is remembered of it agrees with what it says, and yet it holds a job.
   */
  private void forgetPilotsOfOthers(long now) {
    if (peers.isAlone() || now - pilotsReadAt < settings.lease().toNanos()) {
      return;
    }
    pilots.forgetAll();
    pilotsReadAt = now;
  }

  private void arrived(Exchange exchange) {
    // a newer exchange of the same pilot releases the older one
    waiting.remove(exchange.pilot).ifPresent(Broker::release);
    if (batch.containsKey(exchange.pilot)) {
      serveBatch();
      waiting.remove(exchange.pilot).ifPresent(Broker::release);
    }
    KnownPilot pilot = pilots.get(exchange.pilot);
    if (pilot != null) {
      pilot.reported(exchange.request.reports());
    }
    addToBatch(exchange);
  }

  private void addToBatch(Exchange exchange) {
    Optional<ExchangeAnswer> known;
    try {
      known = exchange.isAbandoned() ? Optional.empty() : turn.fromMemory(exchange);
    } catch (RuntimeException e) {
      exchange.answer.completeExceptionally(e);
      return;
    }
    if (known.isPresent()) {
      answer(exchange, known.get());
    } else {
      batch.put(exchange.pilot, exchange);
    }
  }

  private void serveBatch() {
    if (!batch.isEmpty()) {
      List<Exchange> all = List.copyOf(batch.values());
      serve(all);
      batch.clear();
    }
  }

  /** Serves as many of those that wait as there are jobs for them, and no more. */
  private void wake() {
    Map<Integer, Integer> counts = Map.copyOf(news);
    Map<String, Integer> places = Map.copyOf(allowed);
    news.clear();
    allowed.clear();
    // what may fail comes before anybody is taken from those who wait
    Map<String, List<Integer>> heads = new HashMap<>();
    places.keySet().forEach(type -> heads.put(type, heads(type)));
    List<Exchange> woken = new ArrayList<>();
    counts.forEach((queue, count) -> woken.addAll(waiting.removeFor(queue, count)));
    places.forEach((type, count) -> woken.addAll(removeFor(heads.get(type), count)));
    serve(woken);
  }

  /** The queues of a type that have jobs, the one with the most urgent job first. */
  private List<Integer> heads(String type) {
    int[] own = queues.ofType(type).stream().mapToInt(Integer::intValue).toArray();
    readyJobs.read(own);
    return Arrays.stream(own)
        .mapToObj(readyJobs::first)
        .filter(Objects::nonNull)
        .sorted(Window.BY_HEAD)
        .map(window -> lanes.queueOf(window.laneId()))
        .toList();
  }

  /** Those that could get jobs of these queues. */
  private List<Exchange> removeFor(List<Integer> heads, int count) {
    List<Exchange> found = new ArrayList<>();
    for (int queue : heads) {
      if (found.size() < count) {
        found.addAll(waiting.removeFor(queue, count - found.size()));
      }
    }
    return found;
  }

  /** Wakes those that wait for jobs of which nobody told. */
  private void lookAgain() {
    for (Requirements.Offer kind : waiting.kinds()) {
      int[] own = matching.queuesFor(kind);
      readyJobs.read(own);
      for (int queue : own) {
        int jobs = readyJobs.count(queue);
        if (jobs > 0) {
          news.put(queue, jobs);
        }
      }
    }
    wake();
  }

  private void serve(Collection<Exchange> exchanges) {
    List<Exchange> heard = exchanges.stream().filter(each -> !each.isAbandoned()).toList();
    if (heard.isEmpty()) {
      return;
    }
    try {
      long began = System.nanoTime();
      Outcome outcome = serveStrictly(heard);
      timings.turn(System.nanoTime() - began, outcome);
      outcome.given().forEach(job -> untold.remove(job.id()));
      outcome.answers().forEach(this::answer);
    } catch (RuntimeException e) {
      undo(heard);
      if (heard.size() == 1 || Outage.isBehind(e)) {
        heard.forEach(each -> each.answer.completeExceptionally(e));
      } else {
        LOG.warnf("A batch of %d exchanges failed (%s); serving its halves", heard.size(), e);
        serve(heard.subList(0, heard.size() / 2));
        serve(heard.subList(heard.size() / 2, heard.size()));
      }
    }
  }

  /** Twice, should what is remembered turn out to be wrong; then with less regard to order. */
  private Outcome serveStrictly(List<Exchange> heard) {
    if (peers.isAlone()) {
      for (int i = 0; i < 2; i++) {
        try {
          return turn.serve(heard, true);
        } catch (OutOfDate e) {
          undo(heard);
        }
      }
    }
    return turn.serve(heard, false);
  }

  /** The transaction did not happen, and memory is ahead of the database. */
  private void undo(List<Exchange> heard) {
    readyJobs.forget();
    pilots.forget(heard.stream().map(each -> each.pilot).toList());
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
}
