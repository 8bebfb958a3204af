package org.p3s.pilot.conversation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.p3s.protocol.AttemptId;
import org.p3s.protocol.AttemptReport;
import org.p3s.protocol.AttemptReport.Phase;
import org.p3s.protocol.ExchangeAnswer;
import org.p3s.protocol.ExchangeRequest;
import org.p3s.protocol.PilotWelcome;

/**
 * The conversation of one registered pilot with the server: decides when the next exchange is due
 * and what it carries. Used by the agent's thread alone; answers come back through its queue.
 *
 * <p>At most one exchange waits at the server; when there is news it is sent in another one, which
 * makes the server answer the first with nothing.
 */
public final class Exchanges {

  /** What the agent does with what the server says. */
  public interface Listener {

    /** Whether there was a job in it that was not known yet. */
    boolean answered(ExchangeAnswer answer);

    /** The reports with these ids are the server's now. */
    void delivered(List<AttemptId> ids);

    /** The server does not know this pilot any more. */
    void disowned(String why);
  }

  /** Payloads that are over sooner need no exchange for their start alone. */
  private static final long START_MAY_WAIT = Duration.ofSeconds(1).toNanos();

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);

  private final ServerClient server;
  private final PilotWelcome me;
  private final Spool spool;
  private final Backoff outage;
  private final Backoff haste;
  private final Consumer<String> log;
  private final Consumer<Runnable> queue;
  private final Listener listener;

  private final Map<AttemptId, AttemptReport> starts = new LinkedHashMap<>();
  private final Set<Outstanding> outstanding = new LinkedHashSet<>();
  private long oldestStart;
  private long notBefore = System.nanoTime();
  private long nextBeat = notBefore;
  private long nextAsking = notBefore;
  private boolean holdsBeats = true;
  private boolean closed;
  private Long awaySince;

  private static final class Outstanding {
    private final ExchangeRequest request;
    private final long sentAt = System.nanoTime();

    Outstanding(ExchangeRequest request) {
      this.request = request;
    }

    boolean carries(AttemptReport report) {
      return request.reports().contains(report);
    }
  }

  public Exchanges(
      ServerClient server,
      PilotWelcome me,
      Spool spool,
      Consumer<String> log,
      Consumer<Runnable> queue,
      Listener listener,
      RandomGenerator random) {
    this.server = server;
    this.me = me;
    this.spool = spool;
    this.log = log;
    this.queue = queue;
    this.listener = listener;
    // rarer than beats would spare the server nothing, and a finished job waits for it
    this.outage = new Backoff(Duration.ofSeconds(1), me.heartbeat(), random);
    this.haste = new Backoff(Duration.ofMillis(250), me.heartbeat(), random);
  }

  public void started(AttemptReport report) {
    if (starts.isEmpty()) {
      oldestStart = System.nanoTime();
    }
    starts.put(report.id(), report);
  }

  /** The end says it all: a start that was not sent yet need not be. */
  public void ended(AttemptId id) {
    starts.remove(id);
  }

  /** Hears no answers any more. */
  public void close() {
    closed = true;
  }

  public boolean isServerAway() {
    return awaySince != null;
  }

  /** How long the server has not been heard of; zero while it answers. */
  public Duration away() {
    return awaySince == null ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - awaySince);
  }

  /**
   * Sends an exchange if one is due; answers how long nothing will be due.
   *
   * @param leaving whether the pilot only waits for its reports to be taken
   */
  public Duration sendIfDue(List<AttemptId> held, int want, boolean leaving) {
    boolean hurry = leaving && !spool.isEmpty();
    long now = System.nanoTime();
    long due = due(now, want, hurry);
    if (due - now > 0) {
      return Duration.ofNanos(due - now);
    }
    send(held, want, hurry);
    return Duration.ofNanos(Math.max(0, due(System.nanoTime(), want, hurry) - System.nanoTime()));
  }

  private long due(long now, int want, boolean hurry) {
    long due = outstanding.isEmpty() ? nextBeat : now + LONGEST_WAIT.toNanos();
    boolean isHeldUp = hurry && outstanding.stream().noneMatch(o -> o.request.waitSeconds() == 0);
    if (isHeldUp || spool.pending().stream().anyMatch(this::isUnsent)) {
      due = now;
    } else if (starts.values().stream().anyMatch(this::isUnsent)) {
      due = Math.min(due, oldestStart + START_MAY_WAIT);
    }
    if (want > 0 && outstanding.stream().noneMatch(o -> o.request.want() > 0)) {
      due = Math.min(due, nextAsking);
    }
    return Math.max(due, notBefore);
  }

  private boolean isUnsent(AttemptReport report) {
    return outstanding.stream().noneMatch(o -> o.carries(report));
  }

  private void send(List<AttemptId> held, int want, boolean hurry) {
    List<AttemptReport> ends = spool.pending();
    List<AttemptReport> reports = new ArrayList<>(starts.values());
    reports.addAll(ends);
    boolean onlyTells = hurry || (want == 0 && !ends.isEmpty());
    long wait = onlyTells ? 0 : Math.max(1, min(me.heartbeat(), LONGEST_WAIT).toSeconds());
    ExchangeRequest request = new ExchangeRequest(held, reports, want, (int) wait);
    Outstanding sent = new Outstanding(request);
    outstanding.add(sent);
    nextBeat = sent.sentAt + me.heartbeat().toNanos();
    var unused =
        server
            .exchange(me, request)
            .whenComplete((answer, why) -> queue.accept(() -> over(sent, answer, why)));
  }

  private void over(Outstanding sent, ExchangeAnswer answer, Throwable why) {
    if (closed) {
      return;
    }
    boolean isNewest = outstanding.stream().noneMatch(o -> o.sentAt > sent.sentAt);
    outstanding.remove(sent);
    if (why == null) {
      answered(sent, answer, isNewest);
      return;
    }
    Throwable cause = why instanceof CompletionException ? why.getCause() : why;
    if (cause instanceof Refused refused && refused.isStranger()) {
      listener.disowned(refused.getMessage());
    } else if (isNewest) {
      failed(cause);
    }
  }

  private void answered(Outstanding sent, ExchangeAnswer answer, boolean isNewest) {
    if (awaySince != null) {
      log.accept("the server answers again after " + away().toSeconds() + " s");
      awaySince = null;
    }
    outage.reset();
    notBefore = System.nanoTime();
    for (AttemptReport report : sent.request.reports()) {
      starts.remove(report.id(), report);
    }
    listener.delivered(
        sent.request.reports().stream()
            .filter(report -> report.phase() == Phase.ENDED)
            .map(AttemptReport::id)
            .toList());
    pace(sent, listener.answered(answer), isNewest);
  }

  /** When to speak again; a server that answers at once must not be asked in a circle. */
  private void pace(Outstanding sent, boolean hadNewJobs, boolean isNewest) {
    if (!isNewest) {
      return; // released by a newer one, whose answer will say
    }
    long now = System.nanoTime();
    boolean couldWait = sent.request.waitSeconds() > 0 && sent.request.reports().isEmpty();
    boolean early =
        now - sent.sentAt < Duration.ofSeconds(sent.request.waitSeconds()).toNanos() / 2;
    if (couldWait && sent.request.want() == 0) {
      holdsBeats = !early;
    }
    if (couldWait && sent.request.want() > 0 && early && !hadNewJobs) {
      nextAsking = now + haste.next(null).toNanos();
    } else {
      haste.reset();
      nextAsking = now;
    }
    // what a server says while it holds a beat is heard at once, otherwise with the next beat
    boolean atOnce = holdsBeats && !hadNewJobs;
    nextBeat = atOnce ? now : sent.sentAt + me.heartbeat().toNanos();
  }

  private void failed(Throwable why) {
    long now = System.nanoTime();
    Duration asked = why instanceof Refused refused ? refused.retryAfter() : null;
    Duration pause = outage.next(asked);
    notBefore = now + pause.toNanos();
    nextBeat = notBefore;
    if (awaySince == null) {
      awaySince = now;
      log.accept("no good answer from the server, payloads go on: " + ServerClient.reason(why));
    }
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
