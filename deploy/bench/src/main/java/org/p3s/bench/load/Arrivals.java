package org.p3s.bench.load;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.p3s.bench.Stage;
import org.p3s.bench.machine.ServerProcess;
import org.p3s.bench.measure.Load;
import org.p3s.bench.measure.Meter;
import org.p3s.bench.wire.Link;
import org.p3s.bench.wire.Loop;
import org.p3s.bench.wire.Message;
import org.p3s.bench.wire.Reply;

/**
 * Pilots that wait for work, each on a connection of its own, and files that start workflows of one
 * job: as many at a time as are given, or one every few milliseconds. The time from the moment when
 * a file was due to the moment when a pilot has its job is what counts.
 */
public final class Arrivals implements Load, AutoCloseable {

  private static final int WAIT_SECONDS = 60;
  private static final int HOOKS = 4;
  private static final Duration DRAINS_WITHIN = Duration.ofSeconds(60);
  private static final byte[] SUBRUN = Message.ascii("\"subrun\":");

  /** Jobs that pilots hold, or could have. */
  private static final String OPEN =
      "select count(*) from job where state in ('READY', 'DISPATCHED', 'RUNNING')";

  private final Loop loop = new Loop();
  private final Ledger ledger = Ledger.ofLoneJobs(1);
  private final Latencies latencies = new Latencies();
  private final List<Long> due = new ArrayList<>();
  private final Deque<Integer> unsent = new ArrayDeque<>();
  private final Deque<Link> hooks = new ArrayDeque<>();
  private final List<Waiter> waiters = new ArrayList<>();
  private final AtomicLong done = new AtomicLong();
  private final int firstFile;
  private volatile int announced;

  /** At this many at a time comes another when one has its pilot; 0 when the clock says when. */
  private int atOnce;

  /** How often it was said when files are to come; timers of earlier times do nothing. */
  private int orders;

  /**
   * @param pilots all wait from the start on
   * @param firstFile number of the first file; those of a stage must differ
   */
  public Arrivals(ServerProcess server, List<Pilot> pilots, int firstFile) {
    this.firstFile = firstFile;
    for (Pilot each : pilots) {
      waiters.add(new Waiter(loop.connect(server.port()), new Talk(each)));
    }
    for (int i = 0; i < HOOKS; i++) {
      hooks.add(loop.connect(server.port()));
    }
  }

  /** All begin to wait; no file comes by itself. */
  public Arrivals start() {
    waiters.forEach(Waiter::await);
    loop.start();
    return this;
  }

  /**
   * From now on there are always so many files whose jobs have not reached a pilot: as fast as the
   * host can, and no faster.
   */
  public void keep(int files) {
    loop.tell(
        () -> {
          orders++;
          atOnce = files;
          refill();
        });
  }

  private void refill() {
    while (announced - done.get() < atOnce) {
      announce(System.nanoTime());
    }
  }

  /** From now on a file comes every so many nanoseconds, whatever became of the others. */
  public void every(long interval) {
    loop.tell(
        () -> {
          atOnce = 0;
          tick(System.nanoTime(), interval, ++orders);
        });
  }

  private void tick(long when, long interval, int order) {
    if (order == orders) {
      announce(when);
      loop.at(when + interval, () -> tick(when + interval, interval, order));
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // written by the loop's thread alone
  private void announce(long when) {
    due.add(when);
    unsent.add(announced++);
    send();
  }

  private void send() {
    while (!unsent.isEmpty() && !hooks.isEmpty()) {
      int which = firstFile + unsent.remove();
      Message file = Message.post("/api/v1/files", ServerProcess.ADMIN);
      file.text(Message.ascii(Announcements.event(Graphs.SINGLE, which))).end();
      hooks
          .remove()
          .send(
              file,
              (link, reply) -> {
                reply.must(201);
                hooks.add(link);
                send();
              });
    }
  }

  /** No more files; every one so far must reach a pilot soon, and every job its end. */
  public void drain(Stage stage) {
    CountDownLatch told = new CountDownLatch(1);
    loop.tell(
        () -> {
          orders++;
          atOnce = 0;
          told.countDown();
        });
    Meter.until(
        () -> told.getCount() == 0 && done.get() == announced && stage.number(OPEN) == 0,
        this,
        DRAINS_WITHIN,
        () ->
            "Of %d files %d reached no pilot; %d jobs have not ended"
                .formatted(announced, announced - done.get(), stage.number(OPEN)));
  }

  /** Of all that reached a pilot. */
  public Latencies latencies() {
    return latencies;
  }

  @Override
  public void mark() {
    latencies.mark();
  }

  @Override
  public long done() {
    return done.get();
  }

  @Override
  public void check() {
    loop.check();
  }

  @Override
  public void close() {
    loop.close();
  }

  private final class Waiter implements Link.Listener, Talk.Taker {
    private final Link link;
    private final Talk talk;
    private long job;
    private int attempt;

    Waiter(Link link, Talk talk) {
      this.link = link;
      this.talk = talk;
    }

    void await() {
      talk.begin().reports().send(link, 1, WAIT_SECONDS, this);
    }

    @Override
    public void given(long which, int whichAttempt) {
      ledger.given(which, whichAttempt);
      job = which;
      attempt = whichAttempt;
    }

    @Override
    public void answered(Link same, Reply reply) {
      if (Talk.read(reply, this) == 0) {
        await();
        return;
      }
      int which = (int) reply.numberAfter(SUBRUN);
      latencies.add(System.nanoTime() - due.get(which - firstFile));
      done.lazySet(done.get() + 1);
      refill();
      talk.begin().reports().ended(job, attempt).send(link, 1, WAIT_SECONDS, this);
    }
  }
}
