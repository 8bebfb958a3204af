package org.p3s.bench.load;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
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
 * Pilots of one slot that keep each job for a while; the report of its end and the claim of the
 * next travel together. A job is done when the answer to that is there. How long they keep them,
 * and how many pilots there are at it, changes while it runs: the others rest.
 */
public final class Holding implements Load, AutoCloseable {

  /**
   * A time of the load.
   *
   * @param pilots so many are at work
   * @param nanos each keeps a job for so long
   */
  public record Shift(int pilots, long nanos) {}

  private static final int WAIT_SECONDS = 2;
  private static final Duration ENDS_WITHIN = Duration.ofSeconds(60);

  private final Loop loop = new Loop();
  private final Deque<Worker> resting = new ArrayDeque<>();
  private final Latencies exchanges = new Latencies();
  private final AtomicLong done = new AtomicLong();
  private final Ledger ledger;
  private final int all;
  private Shift shift = new Shift(0, 0);
  private int orders;

  /** Of those at work, how many have said that they want no other job. */
  private int leaving;

  private volatile int working;
  private volatile int idle;

  /** All rest until {@link #follow}. */
  public Holding(Ledger ledger, ServerProcess server, List<Pilot> pilots) {
    this.ledger = ledger;
    all = pilots.size();
    pilots.forEach(each -> resting.add(new Worker(loop.connect(server.port()), new Talk(each))));
    loop.start();
  }

  /** From now on these take turns, each for this time. */
  public void follow(Duration time, List<Shift> shifts) {
    loop.tell(() -> turn(time.toNanos(), shifts, 0, ++orders));
  }

  private void turn(long time, List<Shift> shifts, int which, int order) {
    if (order == orders) {
      shift = shifts.get(which);
      while (working - leaving < shift.pilots() && !resting.isEmpty()) {
        resting.remove().begin();
      }
      loop.at(
          System.nanoTime() + time, () -> turn(time, shifts, (which + 1) % shifts.size(), order));
    }
  }

  private boolean areTooMany() {
    return working - leaving > shift.pilots();
  }

  /** Lets all pilots end what they have. */
  public void finish() {
    follow(ENDS_WITHIN, List.of(new Shift(0, 0)));
    Meter.until(
        () -> working == 0,
        this,
        ENDS_WITHIN,
        () -> "%d of %d pilots come to no end".formatted(working, all));
  }

  /** From the report of a job's end to its answer. */
  public Latencies exchanges() {
    return exchanges;
  }

  public Ledger ledger() {
    return ledger;
  }

  @Override
  public long done() {
    return done.get();
  }

  /** Every pilot at work waits for a job. */
  @Override
  public boolean isOver() {
    return idle > 0 && idle >= working;
  }

  @Override
  public void mark() {
    exchanges.mark();
  }

  @Override
  public void check() {
    loop.check();
  }

  @Override
  public void close() {
    loop.close();
  }

  private final class Worker implements Link.Listener, Talk.Taker {
    private final Link link;
    private final Talk talk;
    private long job;
    private int attempt;
    private long reported;
    private boolean leaves;
    private boolean isIdle;

    Worker(Link link, Talk talk) {
      this.link = link;
      this.talk = talk;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // written by the loop's thread alone
    void begin() {
      working++;
      claim(0);
    }

    private void claim(int waitSeconds) {
      leaves = false;
      talk.begin().reports().send(link, 1, waitSeconds, this);
    }

    @Override
    public void given(long which, int whichAttempt) {
      ledger.given(which, whichAttempt);
      job = which;
      attempt = whichAttempt;
    }

    @Override
    public void answered(Link same, Reply reply) {
      int jobs = Talk.read(reply, this);
      if (jobs > 1) {
        throw new Broken("A pilot of one slot was given %d jobs".formatted(jobs));
      }
      if (reported != 0) {
        exchanges.add(System.nanoTime() - reported);
        done.lazySet(done.get() + 1);
        reported = 0;
      }
      setIdle(jobs == 0 && !leaves);
      if (jobs == 1) {
        loop.at(System.nanoTime() + shift.nanos(), this::end);
      } else if (leaves) {
        leaving--;
        rest();
      } else if (areTooMany()) {
        rest();
      } else {
        // there may be nothing for the moment
        claim(WAIT_SECONDS);
      }
    }

    private void end() {
      ledger.ended(job);
      leaves = areTooMany();
      leaving += leaves ? 1 : 0;
      reported = System.nanoTime();
      talk.begin().reports().ended(job, attempt).send(link, leaves ? 0 : 1, 0, this);
    }

    @SuppressWarnings("NonAtomicVolatileUpdate")
    private void rest() {
      setIdle(false);
      working--;
      resting.add(this);
    }

    @SuppressWarnings("NonAtomicVolatileUpdate")
    private void setIdle(boolean now) {
      if (now != isIdle) {
        isIdle = now;
        idle += now ? 1 : -1;
      }
    }
  }
}
