package org.p3s.bench.load;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.p3s.bench.Stage;
import org.p3s.bench.machine.ServerProcess;
import org.p3s.bench.measure.Load;
import org.p3s.bench.wire.Link;
import org.p3s.bench.wire.Loop;
import org.p3s.bench.wire.Message;
import org.p3s.bench.wire.Reply;

/**
 * A trace for real: files are announced when they are due, and pilots of one slot keep each job for
 * as long as the trace says. The report of one job and the claim of the next travel together; who
 * gets nothing waits for it. Before that come as many short workflows as it takes to warm the
 * server up. Done are the files of the trace whose announcement was answered.
 */
public final class Replay implements Load, AutoCloseable {

  private static final int WAIT_SECONDS = 20;
  private static final int HOOKS = 64;
  private static final byte[] SUBRUN = Message.ascii("\"subrun\":");
  private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

  /** How a server that is new is warmed up: files per second, for so many, of jobs so short. */
  private static final double WARM_UP_RATE = 50;

  private static final double WARM_UP_JOBS = 0.01;

  private final Loop loop = new Loop();
  private final Trace measured;
  private final Ledger ledger;

  /** Vertex of {@link Graphs#STEPS} by the place of its job. */
  private final int[] vertices = new int[Graphs.VERTICES.size()];

  private final Deque<Integer> unsent = new ArrayDeque<>();
  private final Deque<Link> hooks = new ArrayDeque<>();
  private final List<Worker> workers = new ArrayList<>();
  private final AtomicLong done = new AtomicLong();
  private final Latencies lags = new Latencies();
  private final Latencies announcements = new Latencies();
  private final Latencies turns = new Latencies();
  private final Latencies beginnings = new Latencies();

  /** What is replayed now, and by which template. */
  private Trace trace;

  private String template = Graphs.DAG;
  private long began;
  private volatile boolean isWarm;

  /**
   * Of these files, which start the only workflows of the stage.
   *
   * @param warmUp seconds
   */
  public Replay(Stage stage, ServerProcess server, List<Pilot> pilots, Trace trace, double warmUp) {
    measured = trace;
    this.trace = Trace.draw(Trace.Kind.POISSON, WARM_UP_RATE, warmUp).shortened(WARM_UP_JOBS);
    ledger = Ledger.ofDags(stage, 1);
    Originals.places(stage)
        .forEach((vertex, place) -> vertices[place] = Graphs.VERTICES.indexOf(vertex));
    pilots.forEach(each -> workers.add(new Worker(loop.connect(server.port()), new Talk(each))));
    for (int i = 0; i < HOOKS; i++) {
      hooks.add(loop.connect(server.port()));
    }
  }

  public Replay start() {
    workers.forEach(Worker::await);
    begin();
    loop.start();
    return this;
  }

  private void begin() {
    began = System.nanoTime();
    for (int i = 0; i < trace.files().size(); i++) {
      int which = i;
      loop.at(due(which), () -> announce(which));
    }
  }

  /** Once all of the warm-up has ended the trace begins. */
  private void mayBegin() {
    long files = trace.files().size();
    if (!isWarm && done.get() == files && ledger.endedCount() == files * vertices.length) {
      done.set(0);
      trace = measured;
      template = Graphs.STEPS;
      isWarm = true;
      begin();
    }
  }

  private long due(int which) {
    return began + (long) (trace.files().get(which).seen() * NANOS);
  }

  private void announce(int which) {
    unsent.add(which);
    send();
  }

  private void send() {
    while (!unsent.isEmpty() && !hooks.isEmpty()) {
      int which = unsent.remove();
      note(lags, due(which));
      Message file = Message.post("/api/v1/files", ServerProcess.ADMIN);
      file.text(Message.ascii(Announcements.event(template, which))).end();
      long sent = System.nanoTime();
      hooks
          .remove()
          .send(
              file,
              (link, reply) -> {
                note(announcements, sent);
                announced(link, reply);
              });
    }
  }

  private void announced(Link link, Reply reply) {
    reply.must(201);
    done.lazySet(done.get() + 1);
    mayBegin();
    hooks.add(link);
    send();
  }

  private void note(Latencies latencies, long since) {
    if (isWarm) {
      latencies.add(System.nanoTime() - since);
    }
  }

  /** Whether the trace has begun. */
  public boolean isWarm() {
    return isWarm;
  }

  /** How long after they were due files were announced. */
  public Latencies lags() {
    return lags;
  }

  /** How long announcements took. */
  public Latencies announcements() {
    return announcements;
  }

  /** From the report of a job's end to the next job, where there was one. */
  public Latencies turns() {
    return turns;
  }

  /** From when a file was due to when its first job began. */
  public Latencies beginnings() {
    return beginnings;
  }

  public Ledger ledger() {
    return ledger;
  }

  @Override
  public long done() {
    return done.get();
  }

  /** All files have been announced; there may be jobs of them still. */
  @Override
  public boolean isOver() {
    return isWarm && done.get() == measured.files().size();
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

    Worker(Link link, Talk talk) {
      this.link = link;
      this.talk = talk;
    }

    void await() {
      reported = 0;
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
      long now = System.nanoTime();
      int file = (int) reply.numberAfter(SUBRUN);
      int vertex = vertices[Ledger.vertex(job)];
      if (reported != 0) {
        note(turns, reported);
      }
      if (vertex == 0) {
        note(beginnings, due(file));
      }
      loop.at(now + (long) (trace.files().get(file).secondsOf(vertex) * NANOS), this::end);
    }

    private void end() {
      ledger.ended(job);
      reported = System.nanoTime();
      talk.begin().reports().ended(job, attempt).send(link, 1, 0, this);
      mayBegin();
    }
  }
}
