package org.p3s.bench.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.p3s.bench.Broken;
import org.p3s.bench.machine.ServerProcess;
import org.p3s.bench.measure.Load;
import org.p3s.bench.measure.Meter;
import org.p3s.bench.wire.Link;
import org.p3s.bench.wire.Loop;
import org.p3s.bench.wire.Reply;

/**
 * Pilots of one slot that run one job after the other, each in no time. A job is done when the
 * answer to the report of its end is there.
 */
public final class Cycle implements Load, AutoCloseable {

  /** How a pilot talks about a job. */
  public enum Style {
    /** The report of one job and the claim of the next travel together. */
    ONE_CALL,
    /** Claim, start, beat and end are exchanges of their own. */
    FOUR_CALLS
  }

  /** What a pilot does with its job next. */
  private enum Step {
    CLAIM,
    START,
    BEAT,
    END
  }

  /** Also the longest time to wait for exchanges that wait themselves, when all is to end. */
  private static final int WAIT_SECONDS = 2;

  private final Loop loop = new Loop();
  private final List<Worker> workers = new ArrayList<>();
  private final Ledger ledger;
  private final Style style;
  private final AtomicLong done = new AtomicLong();
  private volatile int idle;
  private volatile int resting;
  private volatile boolean finishing;

  public Cycle(Ledger ledger, Style style) {
    this.ledger = ledger;
    this.style = style;
  }

  /** Adds pilots that talk to this server; they keep no order that could be checked. */
  public void add(ServerProcess server, List<Pilot> pilots) {
    pilots.forEach(each -> add(server, each, null));
  }

  /** Adds a pilot whose jobs come in this order. */
  public void add(ServerProcess server, Pilot pilot, Order order) {
    workers.add(new Worker(loop.connect(server.port()), new Talk(pilot), order));
  }

  public Cycle start() {
    workers.forEach(Worker::next);
    loop.start();
    return this;
  }

  /** Lets all pilots end what they have, and compares the ledger with the database. */
  public void finish() {
    finishing = true;
    Meter.until(
        () -> resting == workers.size(),
        this,
        Duration.ofSeconds(WAIT_SECONDS + 60),
        () -> "%d exchanges are never answered".formatted(workers.size() - resting));
  }

  @Override
  public long done() {
    return done.get();
  }

  /** Every pilot waits for a job. */
  @Override
  public boolean isOver() {
    return idle >= workers.size();
  }

  @Override
  public void check() {
    loop.check();
  }

  public Ledger ledger() {
    return ledger;
  }

  @Override
  public void close() {
    loop.close();
  }

  private final class Worker implements Link.Listener, Talk.Taker {
    private final Link link;
    private final Talk talk;
    private final Order order;
    private final long[] job = new long[1];
    private int attempt;
    private int asked;
    private Step step = Step.CLAIM;
    private Step last = Step.CLAIM;
    private boolean asks;
    private boolean isIdle;

    Worker(Link link, Talk talk, Order order) {
      this.link = link;
      this.talk = talk;
      this.order = order;
    }

    @Override
    public void answered(Link same, Reply reply) {
      int jobs = Talk.read(reply, this);
      if (last == Step.END) {
        done.lazySet(done.get() + 1);
      }
      if (jobs > 1) {
        throw new Broken("A pilot of one slot was given %d jobs".formatted(jobs));
      }
      if (jobs == 1) {
        if (order != null) {
          order.given(asked, job, 0, 1);
        }
        step = style == Style.ONE_CALL ? Step.END : Step.START;
      }
      setIdle(jobs == 0 && asks);
      next();
    }

    @Override
    public void given(long which, int whichAttempt) {
      ledger.given(which, whichAttempt);
      job[0] = which;
      attempt = whichAttempt;
    }

    void next() {
      last = step;
      asks = false;
      talk.begin();
      switch (step) {
        case CLAIM -> claim();
        case START -> {
          talk.running(job[0], attempt).reports().started(job[0], attempt);
          step = Step.BEAT;
          send(0, 0);
        }
        case BEAT -> {
          talk.running(job[0], attempt).reports();
          step = Step.END;
          send(0, 0);
        }
        case END -> end();
      }
    }

    private void claim() {
      if (finishing) {
        rest();
        return;
      }
      talk.reports();
      // after an empty answer there may be nothing for the moment
      send(1, isIdle ? WAIT_SECONDS : 0);
    }

    private void end() {
      ledger.ended(job[0]);
      talk.reports().ended(job[0], attempt);
      step = Step.CLAIM;
      send(style == Style.ONE_CALL && !finishing ? 1 : 0, 0);
    }

    private void send(int want, int waitSeconds) {
      asks = want > 0;
      asked = asks && order != null ? order.asked() : 0;
      talk.send(link, want, waitSeconds, this);
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // written by the loop's thread alone
    private void setIdle(boolean now) {
      if (now != isIdle) {
        isIdle = now;
        idle += now ? 1 : -1;
      }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate")
    private void rest() {
      resting++;
    }
  }
}
