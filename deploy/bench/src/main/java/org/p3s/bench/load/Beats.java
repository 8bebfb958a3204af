package org.p3s.bench.load;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.p3s.bench.Broken;
import org.p3s.bench.machine.ServerProcess;
import org.p3s.bench.measure.Load;
import org.p3s.bench.wire.Link;
import org.p3s.bench.wire.Loop;
import org.p3s.bench.wire.Reply;

/**
 * Pilots that have nothing to say and ask for nothing: either as fast as they can, or at a pace.
 */
public final class Beats implements Load, AutoCloseable {

  private static final long TICK = 1_000_000;

  /** Beats that are later than this were not sent at the pace that was asked for. */
  private static final long LATEST = 1_000_000_000;

  private final Loop loop = new Loop();
  private final List<Talk> talks = new ArrayList<>();
  private final Deque<Link> free = new ArrayDeque<>();
  private final AtomicLong done = new AtomicLong();
  private long began;
  private long lateUntil;
  private long sent;

  /**
   * @param connections that the pilots share
   */
  public Beats(ServerProcess server, List<Pilot> pilots, int connections) {
    pilots.forEach(each -> talks.add(new Talk(each)));
    for (int i = 0; i < connections; i++) {
      free.add(loop.connect(server.port()));
    }
  }

  /** Every connection beats for one pilot after the other. */
  public Beats startAtOnce() {
    while (!free.isEmpty()) {
      beatOn(free.remove());
    }
    loop.start();
    return this;
  }

  private void beatOn(Link link) {
    beat(link, (same, reply) -> beatOn(read(same, reply)));
  }

  /**
   * Every pilot beats once in a period, all of them evenly spread.
   *
   * @param warmUp how long beats may be late
   */
  public Beats startPaced(Duration period, Duration warmUp) {
    began = System.nanoTime();
    lateUntil = warmUp.toNanos();
    tick(began, period.toNanos());
    loop.start();
    return this;
  }

  private void tick(long when, long period) {
    long passed = System.nanoTime() - began;
    while (!free.isEmpty() && due(sent, period) <= passed) {
      beat(free.remove(), (same, reply) -> free.add(read(same, reply)));
    }
    if (passed > lateUntil && passed - due(sent, period) > LATEST) {
      throw new Broken(
          "The server does not take %d beats a second"
              .formatted(talks.size() * 1_000_000_000L / period));
    }
    loop.at(when + TICK, () -> tick(when + TICK, period));
  }

  private long due(long beat, long period) {
    return beat / talks.size() * period + beat % talks.size() * period / talks.size();
  }

  private void beat(Link link, Link.Listener listener) {
    Talk talk = talks.get((int) (sent++ % talks.size()));
    talk.begin().reports().send(link, 0, 0, listener);
  }

  private Link read(Link link, Reply reply) {
    if (Talk.read(reply, (job, attempt) -> {}) > 0) {
      throw new Broken("A pilot that wants nothing was given a job");
    }
    done.lazySet(done.get() + 1);
    return link;
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
}
