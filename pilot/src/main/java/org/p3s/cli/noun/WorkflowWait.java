package org.p3s.cli.noun;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Objects;
import org.p3s.cli.api.Api;
import org.p3s.cli.api.CommandFailed;
import org.p3s.cli.api.ExitCode;
import org.p3s.cli.api.Route;
import org.p3s.cli.output.Output;

/** Follows a workflow to its end and says how far it is. */
final class WorkflowWait {

  private static final Duration PAUSE = Duration.ofMillis(500);

  /** How long a server may be away, as in a restart. */
  private static final Duration AWAY = Duration.ofMinutes(2);

  private final Api api;
  private final Output output;
  private final long deadline;
  private long answeredAt = System.nanoTime();
  private boolean isAway;
  private String said;

  /**
   * A wait that begins now.
   *
   * @param timeout null to wait for ever
   */
  WorkflowWait(Api api, Output output, Duration timeout) {
    this.api = api;
    this.output = output;
    this.deadline = System.nanoTime() + (timeout == null ? Long.MAX_VALUE / 2 : timeout.toNanos());
  }

  /** Prints the workflow when it has ended, and says how that is to be taken. */
  ExitCode until(JsonNode workflow) {
    JsonNode seen = workflow;
    long id = workflow.path("id").asLong();
    say(seen);
    while (!isTerminal(seen)) {
      if (System.nanoTime() - deadline > 0) {
        throw new CommandFailed(
            ExitCode.TIMED_OUT, "Workflow %d has not ended in time; it goes on".formatted(id));
      }
      pause();
      seen = look(id, seen);
      say(seen);
    }
    WorkflowCommand.show(output, seen);
    boolean isFinished = seen.path("state").asText().equals(WorkflowState.FINISHED.name());
    if (!isFinished) {
      sayWhatFailed(seen);
    }
    return isFinished ? ExitCode.DONE : ExitCode.NEGATIVE;
  }

  private JsonNode look(long id, JsonNode last) {
    try {
      JsonNode workflow = api.get(Route.to(WorkflowCommand.WORKFLOWS, id));
      answeredAt = System.nanoTime();
      isAway = false;
      return workflow;
    } catch (CommandFailed e) {
      boolean isPassing =
          e.code() == ExitCode.UNREACHABLE && System.nanoTime() - answeredAt < AWAY.toNanos();
      if (!isPassing) {
        throw e;
      }
      if (!isAway) {
        output.say("The server is away; waiting for it.");
      }
      isAway = true;
      return last;
    }
  }

  private void say(JsonNode workflow) {
    int jobs = workflow.path("jobs").asInt();
    String now =
        "Workflow %d: %s, %d of %d jobs ended"
            .formatted(
                workflow.path("id").asLong(),
                workflow.path("state").asText(),
                jobs - workflow.path("jobsLeft").asInt(),
                jobs);
    if (!Objects.equals(now, said)) {
      output.say(now);
      said = now;
    }
  }

  private void sayWhatFailed(JsonNode workflow) {
    for (JsonNode job : workflow.path("jobList")) {
      if (job.path("state").asText().equals("FAILED")) {
        long id = job.path("id").asLong();
        output.say(
            "Job %d %s failed: %s; 'p3s job logs %d --stderr' shows what it wrote"
                .formatted(id, job.path("name").asText(), job.path("reason").asText(), id));
      }
    }
  }

  private static boolean isTerminal(JsonNode workflow) {
    String state = workflow.path("state").asText();
    for (WorkflowState each : WorkflowState.values()) {
      if (each.name().equals(state)) {
        return each.isTerminal();
      }
    }
    return false;
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailed(ExitCode.NEGATIVE, "Interrupted");
    }
  }
}
