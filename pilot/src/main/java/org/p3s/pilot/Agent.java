package org.p3s.pilot;

import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.p3s.pilot.PilotSettings.Limits;
import org.p3s.pilot.conversation.Enrolment;
import org.p3s.pilot.conversation.Exchanges;
import org.p3s.pilot.conversation.Refused;
import org.p3s.pilot.conversation.ServerClient;
import org.p3s.pilot.conversation.Spool;
import org.p3s.pilot.payload.AttemptRun;
import org.p3s.pilot.payload.LogFeed;
import org.p3s.pilot.payload.Workbench;
import org.p3s.pilot.staging.Outages;
import org.p3s.protocol.AttemptId;
import org.p3s.protocol.AttemptReport;
import org.p3s.protocol.Cause;
import org.p3s.protocol.Command;
import org.p3s.protocol.ExchangeAnswer;
import org.p3s.protocol.JobOffer;
import org.p3s.protocol.LogChunk;
import org.p3s.protocol.PilotWelcome;

/**
 * A pilot's life: registers, takes jobs, reports them, stops.
 *
 * <p>{@link #run} is the only thread that touches its state; payloads, answers and signals come to
 * it as actions in a queue.
 */
public final class Agent implements AttemptRun.Listener, Exchanges.Listener {

  private static final Duration TICK = Duration.ofSeconds(1);

  /** After this long in vain, reports of a stopped pilot are left for the next one to deliver. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(5);

  private final PilotSettings settings;
  private final Limits limits;
  private final Logbook log;
  private final HttpClient http = ServerClient.http();
  private final ServerClient server;
  private final Scratch scratch;
  private final Spool spool;
  private final Reports reports;
  private final DiskGuard disk;
  private final Slots slots;
  private final LogFeed feed;
  private final Course course;
  private final Outages outages = new Outages();
  private final Enrolment enrolment;
  private final BlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();

  private volatile PilotWelcome me;
  private Duration skew = Duration.ZERO;
  private Exchanges exchanges;
  private final Optional<ProcessHandle> master;
  private boolean isMastered;

  public Agent(PilotSettings settings, Logbook log) throws IOException {
    this.settings = settings;
    this.limits = settings.limits();
    this.log = log;
    this.server = new ServerClient(settings.server(), http);
    this.scratch = Scratch.create(settings.scratch());
    this.spool = new Spool(scratch.spool());
    this.reports = new Reports(spool, scratch, limits.keepScratch(), log);
    this.disk = new DiskGuard(scratch, limits.minFreeDisk(), log);
    this.slots = new Slots(settings.registration().slots(), this::attempt);
    this.feed = new LogFeed(chunk -> isWanted(chunk));
    this.course = new Course(limits, log);
    this.isMastered = limits.stopWith() != null;
    this.master = isMastered ? ProcessHandle.of(limits.stopWith()) : Optional.empty();
    this.enrolment =
        new Enrolment(server, settings.registration(), settings.token(), log::say, new Random());
  }

  /** Lives until there is nothing left to do; the calling thread does the work. */
  public Ending run() throws InterruptedException {
    try {
      while (true) {
        Optional<Ending> ending = ending();
        if (ending.isPresent()) {
          signOff();
          return ending.get();
        }
        Duration pause = me == null ? register() : talk();
        Runnable action = queue.poll(shorter(pause, TICK).toMillis() + 1, TimeUnit.MILLISECONDS);
        if (action != null) {
          action.run();
        }
        oversee();
      }
    } finally {
      tidy();
    }
  }

  /** Takes no more jobs; what still runs after the drain time is ended. Again: ends it now. */
  public void stop(String why) {
    queue.add(() -> course.stop(why));
  }

  /** TERM and INT stop the agent instead of the JVM. */
  public static void stopAtSignals(Agent agent, Logbook log) {
    if (!Signals.onTermination(() -> agent.stop("a signal"))) {
      log.say("this Java hides signals: TERM ends the pilot at once, and its payloads with it");
    }
  }

  private void watchMaster() {
    if (isMastered && master.filter(ProcessHandle::isAlive).isEmpty()) {
      isMastered = false;
      course.stop("process " + limits.stopWith() + " is gone");
    }
  }

  private Duration register() throws InterruptedException {
    Optional<PilotWelcome> welcome = enrolment.tryOnce();
    if (welcome.isPresent()) {
      me = welcome.get();
      skew = Duration.between(Instant.now(), me.serverTime());
      log.name(me.pilotId());
      log.say("registered at " + settings.server() + "; beats every " + me.heartbeat());
      exchanges = new Exchanges(server, me, spool, log::say, queue::add, this, new Random());
      course.rested();
      remember();
    }
    return enrolment.pause();
  }

  private void remember() {
    try {
      scratch.remember(me);
    } catch (IOException e) {
      log.say("cannot write to scratch: " + e);
    }
    Leftovers leftovers = new Leftovers(settings.scratch(), server, log);
    Thread thread = new Thread(leftovers::clear, "leftovers");
    thread.setDaemon(true);
    thread.start();
  }

  private Duration talk() {
    return exchanges.sendIfDue(slots.held(), want(), !course.isTaking() && slots.isEmpty());
  }

  private int want() {
    return course.isTaking() && disk.hasRoom() ? Math.min(slots.free(), course.jobsLeft()) : 0;
  }

  private Optional<Ending> ending() {
    if (!slots.isEmpty()) {
      return Optional.empty();
    }
    if (enrolment.refusal().isPresent()) {
      boolean notAllowed = enrolment.refusal().get().isNotAllowed();
      return Optional.of(notAllowed ? Ending.NOT_ALLOWED : Ending.WRONG_USAGE);
    }
    Duration away = me == null ? enrolment.away() : exchanges.away();
    if (!course.isTaking()) {
      boolean delivered = reports.areDelivered();
      boolean hopeless = course.isStopped(LAST_WORDS) || course.isOverage();
      if (delivered || me == null || (hopeless && !away.isZero())) {
        return Optional.of(delivered ? Ending.DONE : Ending.UNREACHABLE);
      }
      return Optional.empty();
    }
    boolean givenUp = reports.areDelivered() && away.compareTo(limits.giveUp()) > 0;
    return givenUp ? Optional.of(Ending.UNREACHABLE) : Optional.empty();
  }

  private void oversee() {
    watchMaster();
    course.look(slots.isEmpty() && reports.areDelivered(), me != null);
    course.graceForRunning().ifPresent(slots::abandonAll);
    disk.look();
  }

  private AttemptRun attempt(JobOffer job) {
    log.say("job " + name(job.id()) + " " + job.vertex() + " begins");
    Workbench bench =
        new Workbench(
            settings.server(),
            settings.registration().site(),
            scratch.folder(),
            me.pilotId(),
            skew,
            limits.killGrace(),
            limits.maxJobDisk(),
            http,
            feed,
            outages);
    return new AttemptRun(job, bench, this);
  }

  @Override
  public void started(AttemptReport report) {
    queue.add(() -> exchanges.started(report));
  }

  @Override
  public void ended(AttemptId id, Optional<AttemptReport> report) {
    report.ifPresent(reports::keep);
    queue.add(() -> over(id, report));
  }

  private void over(AttemptId id, Optional<AttemptReport> report) {
    AttemptRun run = slots.ended(id);
    exchanges.ended(id);
    course.rested();
    if (report.isEmpty()) {
      log.say("job " + name(id) + " was ended without a report");
      reports.clearAway(List.of(id));
      return;
    }
    Cause cause = report.get().cause();
    String how = cause == null ? "succeeded" : "failed: " + cause + ": " + report.get().message();
    log.say("job " + name(id) + " " + run.job().vertex() + " " + how);
  }

  @Override
  public void delivered(List<AttemptId> ids) {
    reports.delivered(ids);
  }

  @Override
  public boolean answered(ExchangeAnswer answer) {
    boolean hadNew = false;
    for (Command command : answer.commands()) {
      obey(command);
    }
    for (JobOffer job : answer.jobs()) {
      if (course.isTaking() && me != null && slots.take(job)) {
        course.took();
        hadNew = true;
      }
    }
    return hadNew;
  }

  private void obey(Command command) {
    switch (command.kind()) {
      case ABORT -> abort(command.attempt(), command.reason());
      case DRAIN -> course.drain("the server says so: " + command.reason());
      case STOP -> course.stopNow("the server says so: " + command.reason());
      case REGISTER -> disowned(command.reason());
    }
  }

  private void abort(AttemptId id, String why) {
    if (id != null && slots.abandon(id, limits.killGrace())) {
      log.say("job " + name(id) + " is aborted by the server: " + why);
    }
  }

  @Override
  public void disowned(String why) {
    if (me == null) {
      return;
    }
    log.say("the server gave this pilot up, all payloads end: " + why);
    slots.abandonAll(limits.killGrace());
    reports.drop();
    me = null;
    exchanges.close();
    enrolment.again();
  }

  private void signOff() {
    if (me != null && !exchanges.isServerAway()) {
      log.say("signing off");
      quietly(() -> server.signOff(me));
    }
  }

  private void tidy() {
    feed.close();
    boolean done = reports.areDelivered() && slots.isEmpty() && !limits.keepScratch();
    quietly(done ? scratch::delete : scratch::close);
  }

  private boolean isWanted(LogChunk chunk) throws IOException, InterruptedException {
    PilotWelcome author = me;
    try {
      if (author != null) {
        server.log(author, chunk);
      }
      return author != null;
    } catch (Refused e) {
      if (e.isPassing()) {
        throw e;
      }
      return false;
    }
  }

  private interface Call {
    void run() throws IOException, InterruptedException;
  }

  /** Failing is worth a line in the log and nothing more. */
  private void quietly(Call call) {
    try {
      call.run();
    } catch (IOException e) {
      log.say("left undone: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static String name(AttemptId id) {
    return id.jobId() + "." + id.attempt();
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
