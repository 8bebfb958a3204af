package org.p3s.bench.load;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.p3s.bench.machine.ServerProcess;
import org.p3s.bench.measure.Load;
import org.p3s.bench.wire.Link;
import org.p3s.bench.wire.Loop;
import org.p3s.bench.wire.Reply;

/**
 * Pilots that ask for more and more and end nothing. A pilot lists what it holds in each exchange;
 * one that holds enough hands its connection to the next pilot, so that the lists stay short.
 */
public final class Claims implements Load, AutoCloseable {

  /** Jobs asked for in one exchange. */
  public static final int WANT = 4;

  /** Jobs that a pilot takes in all; also its slots. */
  public static final int HOLD = 64;

  private final Loop loop = new Loop();
  private final Deque<Pilot> next;
  private final Ledger ledger;
  private final Order order;
  private final ServerProcess server;
  private final AtomicLong done = new AtomicLong();
  private volatile int working;

  /**
   * @param pilots all that will be needed
   */
  public Claims(ServerProcess server, List<Pilot> pilots, Ledger ledger, Order order) {
    this.server = server;
    this.ledger = ledger;
    this.order = order;
    next = new ArrayDeque<>(pilots);
  }

  /** Starts that many at a time. */
  public Claims start(int atOnce) {
    working = atOnce;
    for (int i = 0; i < atOnce; i++) {
      new Worker(loop.connect(server.port())).relieve();
    }
    loop.start();
    return this;
  }

  @Override
  public long done() {
    return done.get();
  }

  @Override
  public boolean isOver() {
    return working == 0;
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
    private final long[] held = new long[HOLD];
    private Talk talk;
    private int holds;
    private int before;
    private int asked;

    Worker(Link link) {
      this.link = link;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // written by the loop's thread alone
    void relieve() {
      if (next.isEmpty()) {
        working--;
        return;
      }
      talk = new Talk(next.remove());
      holds = 0;
      ask();
    }

    private void ask() {
      talk.begin();
      for (int i = 0; i < holds; i++) {
        talk.running(held[i], 1);
      }
      before = holds;
      asked = order.asked();
      talk.reports().send(link, WANT, 0, this);
    }

    @Override
    public void given(long job, int attempt) {
      ledger.given(job, attempt);
      held[holds++] = job;
    }

    @Override
    public void answered(Link same, Reply reply) {
      int jobs = Talk.read(reply, this);
      order.given(asked, held, before, jobs);
      done.lazySet(done.get() + jobs);
      if (jobs == 0) {
        next.clear();
        relieve();
      } else if (holds > HOLD - WANT) {
        relieve();
      } else {
        ask();
      }
    }
  }
}
