package org.p3s.server.legacy;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.p3s.protocol.AttemptId;
import org.p3s.protocol.AttemptReport;
import org.p3s.protocol.AttemptReport.Phase;
import org.p3s.protocol.Cause;
import org.p3s.protocol.Command;
import org.p3s.protocol.ExchangeAnswer;
import org.p3s.protocol.ExchangeRequest;
import org.p3s.server.broker.Conversations;
import org.p3s.server.job.Job;
import org.p3s.server.job.JobQueue;
import org.p3s.server.job.JobQueue.Held;
import org.p3s.server.job.JobState;
import org.p3s.server.job.JobStore;
import org.p3s.server.legacy.OldPilots.OldPilot;

/** Turns what an old pilot says into exchanges, and their answers into its words. */
@ApplicationScoped
class Talk {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final String NO_JOBS = Serialized.reply("status", "OK", "state", "no jobs");

  /** Some pilots tell the signal that ended a payload as a negative exit code. */
  private static final int SIGNAL = 128;

  private final Conversations conversations;
  private final JobQueue queue;
  private final Dispatch dispatch;
  private final JobIds jobs;
  private final JobStore store;

  Talk(
      Conversations conversations, JobQueue queue, Dispatch dispatch, JobIds jobs, JobStore store) {
    this.conversations = conversations;
    this.queue = queue;
    this.dispatch = dispatch;
    this.jobs = jobs;
    this.store = store;
  }

  /** A live pilot asks for a job: it runs none. */
  String request(long pilot) {
    if (held(pilot).filter(each -> each.state() == JobState.RUNNING).isPresent()) {
      // how that one ended it told nobody who listened
      conversations.takeBack(pilot);
    }
    ExchangeAnswer answer = exchange(pilot, List.of(), List.of(), 1);
    return answer.jobs().isEmpty() ? NO_JOBS : dispatch.reply(answer.jobs().get(0));
  }

  /** A live pilot tells of itself or of its job. */
  String report(OldPilot pilot, Form form) {
    String state = form.get("state", "");
    if (state.equals("stopped")) {
      conversations.signOff(pilot.id(), "signed off");
      return ok(state);
    }
    if (!Stream.of("running", "finished", "nonstarter", "exception").anyMatch(state::equals)) {
      List<AttemptId> running = held(pilot.id()).map(Held::attemptId).stream().toList();
      ExchangeAnswer answer = exchange(pilot.id(), running, List.of(), 0);
      return isToStop(answer) ? stop(pilot) : ok(state);
    }
    Optional<Held> held = held(pilot.id()).filter(each -> isOf(form, each));
    return held.isPresent() ? ofJob(pilot, form, held.get()) : ofNoJob(pilot, form);
  }

  private String ofJob(OldPilot pilot, Form form, Held held) {
    String state = form.get("state");
    List<AttemptReport> reports = reports(form, held);
    boolean ends = reports.stream().anyMatch(each -> each.phase() == Phase.ENDED);
    ExchangeAnswer answer =
        exchange(pilot.id(), ends ? List.of() : List.of(held.attemptId()), reports, 0);
    if (isToStop(answer)) {
      return stop(pilot);
    }
    if (isAborted(answer, held)) {
      return ofNoJob(pilot, form);
    }
    return state.equals("nonstarter") || state.equals("exception")
        ? Serialized.reply("status", "FAIL", "state", state)
        : ok(state);
  }

  /**
   * It tells of a job that it does not hold any more. Only a beat gets it to end what it runs, and
   * it ends itself with that.
   */
  private String ofNoJob(OldPilot pilot, Form form) {
    if (form.get("event", "").equals("heartbeat")) {
      return stop(pilot);
    }
    return Serialized.reply(
        "status", "FAIL", "state", form.get("state"), "error", "failed to locate job");
  }

  private List<AttemptReport> reports(Form form, Held held) {
    return switch (form.get("state")) {
      case "running" ->
          held.state() == JobState.DISPATCHED
              ? List.of(report(held, Phase.STARTED, null, null, null))
              : List.of();
      case "finished" ->
          List.of(
              form.get("event", "").equals("timelimit")
                  ? report(held, Phase.ENDED, null, Cause.TIME_LIMIT, "longer than its time limit")
                  : ended(form, held));
      default ->
          List.of(
              report(
                  held,
                  Phase.ENDED,
                  null,
                  Cause.NOT_STARTED,
                  "the pilot reports: " + form.get("state")));
    };
  }

  private AttemptReport report(
      Held held, Phase phase, Integer exitCode, Cause cause, String message) {
    Instant now = Instant.now();
    return new AttemptReport(
        held.id(),
        held.attempt(),
        phase,
        exitCode,
        cause,
        message,
        List.of(),
        phase == Phase.STARTED ? now : startedAt(held),
        phase == Phase.ENDED ? now : null,
        null,
        null,
        null);
  }

  /** These pilots do not say it again when a job ends; null when it had not begun. */
  private Instant startedAt(Held held) {
    return store.find(held.id()).map(Job::startedAt).orElse(null);
  }

  /** An end whose exit code cannot be read is a failure: the pilot will not tell of it again. */
  private AttemptReport ended(Form form, Held held) {
    String told = form.get("errcode", "").strip();
    if (!told.matches("-?[0-9]{1,3}")) {
      return report(held, Phase.ENDED, null, Cause.EXIT, "the pilot tells no exit code");
    }
    int code = Integer.parseInt(told);
    return report(held, Phase.ENDED, code < 0 ? SIGNAL - code : code, null, null);
  }

  /** The pilot has to end; with that everything it holds is given back. */
  private String stop(OldPilot pilot) {
    conversations.signOff(pilot.id(), "told to end");
    return kill(pilot.uuid());
  }

  static String kill(String uuid) {
    return Serialized.reply("uuid", uuid, "status", "KILL", "state", "stopped");
  }

  private static String ok(String state) {
    return Serialized.reply("status", "OK", "state", state);
  }

  private boolean isOf(Form form, Held held) {
    return !form.has("job") || form.get("job").equals(jobs.uuid(held.id()));
  }

  private static boolean isToStop(ExchangeAnswer answer) {
    return answer.commands().stream()
        .anyMatch(each -> each.kind() == Command.Kind.STOP || each.kind() == Command.Kind.REGISTER);
  }

  private static boolean isAborted(ExchangeAnswer answer, Held held) {
    return answer.commands().stream()
        .anyMatch(
            each -> each.kind() == Command.Kind.ABORT && held.attemptId().equals(each.attempt()));
  }

  private Optional<Held> held(long pilot) {
    return queue.held(List.of(pilot)).stream().findFirst();
  }

  private ExchangeAnswer exchange(
      long pilot, List<AttemptId> running, List<AttemptReport> reports, int want) {
    return conversations
        .exchange(pilot, new ExchangeRequest(running, reports, want, 0))
        .await()
        .atMost(PATIENCE);
  }
}
