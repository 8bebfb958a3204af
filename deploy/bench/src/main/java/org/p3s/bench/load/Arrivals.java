package org.p3s.bench.load;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.p3s.bench.Broken;
import org.p3s.bench.machine.ServerProcess;
import org.p3s.bench.measure.Load;
import org.p3s.bench.wire.Link;
import org.p3s.bench.wire.Loop;
import org.p3s.bench.wire.Message;
import org.p3s.bench.wire.Reply;

/**
 * Pilots that wait for work, each on a connection of its own, and a file every few milliseconds
 * that starts a workflow of one job. The time from the moment when the file was due to the moment
 * when a pilot has its job is what counts.
 */
public final class Arrivals implements Load, AutoCloseable {

  private static final int WAIT_SECONDS = 60;
  private static final int HOOKS = 4;
  private static final byte[] SUBRUN = Message.ascii("\"subrun\":");

  private final Loop loop = new Loop();
  private final Ledger ledger = Ledger.ofLoneJobs(1);
  private final Latencies latencies = new Latencies();
  private final List<Long> due = new ArrayList<>();
  private final Deque<Integer> unsent = new ArrayDeque<>();
  private final Deque<Link> hooks = new ArrayDeque<>();
  private final List<Waiter> waiters = new ArrayList<>();
  private final AtomicLong done = new AtomicLong();
  private volatile boolean finishing;
  private volatile int announced;
  private volatile long interval;

  /**
   * @param pilots all wait from the start on
   * @param interval nanoseconds between two files
   */
  public Arrivals(ServerProcess server, List<Pilot> pilots, long interval) {
    this.interval = interval;
    for (Pilot each : pilots) {
      waiters.add(new Waiter(loop.connect(server.port()), new Talk(each)));
    }
    for (int i = 0; i < HOOKS; i++) {
      hooks.add(loop.connect(server.port()));
    }
  }

  /** All begin to wait; the first file is due after this time. */
  public Arrivals start(long pause) {
    waiters.forEach(Waiter::await);
    loop.at(System.nanoTime() + pause, () -> announce(System.nanoTime()));
    loop.start();
    return this;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // written by the loop's thread alone
  private void announce(long when) {
    if (finishing) {
      return;
    }
    due.add(when);
    unsent.add(announced++);
    send();
    long next = when + interval;
    loop.at(next, () -> announce(next));
  }

  private void send() {
    while (!unsent.isEmpty() && !hooks.isEmpty()) {
      int which = unsent.remove();
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

  /** Changes the nanoseconds between two files. */
  public void every(long otherInterval) {
    interval = otherInterval;
  }

  public Latencies latencies() {
    return latencies;
  }

  /** No more files; every one so far must have reached a pilot soon. */
  public void finish() {
    finishing = true;
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (done.get() < announced) {
      check();
      if (System.nanoTime() > end) {
        throw new Broken(
            "%d of %d files reached no pilot".formatted(announced - done.get(), announced));
      }
      Thread.onSpinWait();
    }
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
      latencies.add(System.nanoTime() - due.get(which));
      done.lazySet(done.get() + 1);
      talk.begin().reports().ended(job, attempt).send(link, 1, WAIT_SECONDS, this);
    }
  }
}
