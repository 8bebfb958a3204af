package org.p3s.cli.noun;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.concurrent.Callable;
import org.p3s.cli.api.Api;
import org.p3s.cli.api.CommandFailed;
import org.p3s.cli.api.ExitCode;
import org.p3s.cli.api.Route;
import org.p3s.cli.output.Output;
import org.p3s.cli.session.Session;
import org.p3s.cli.session.Values;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code p3s job logs}: what a payload wrote. */
@Command(
    name = "logs",
    description = "Prints the end of what a payload wrote, as it is also when piped.")
final class JobLogs implements Callable<Integer> {

  private static final Set<String> OPEN = Set.of("WAITING", "READY", "DISPATCHED", "RUNNING");

  @Mixin private Session session;

  @Parameters(paramLabel = "ID", converter = Values.Id.class)
  private Long id;

  @Option(names = "--stderr", description = "Its standard error instead of its standard output.")
  private boolean stderr;

  @Option(names = "--attempt", paramLabel = "N", description = "Default: the last one.")
  private Integer attempt;

  @Option(
      names = {"-f", "--follow"},
      description = "Goes on until the job has ended.")
  private boolean follow;

  @Override
  public Integer call() {
    Api api = session.api();
    Output output = session.output();
    Route route =
        Route.to(JobCommand.JOBS, id, "log")
            .with("stream", stderr ? "STDERR" : "STDOUT")
            .with("attempt", attempt);
    if (session.wantsJson()) {
      output.json(api.get(route));
      return 0;
    }
    long position = 0;
    boolean isOpen = follow;
    do {
      // asked before the log, so that the last look comes after the job's end
      isOpen = follow && isOpen(api);
      position = print(api.get(route), position, output);
      if (isOpen) {
        pause();
      }
    } while (isOpen);
    return 0;
  }

  private boolean isOpen(Api api) {
    JsonNode job = api.get(Route.to(JobCommand.JOBS, id)).path("job");
    return OPEN.contains(job.path("state").asText());
  }

  /** Prints what is new since a position in the stream, and returns the new position. */
  private static long print(JsonNode log, long position, Output output) {
    long start = log.path("start").asLong();
    String text = log.path("text").asText();
    if (start > position) {
      output.say("(%d characters before this are not kept)".formatted(start - position));
    }
    long known = Math.max(0, position - start);
    if (known < text.length()) {
      output.text(text.substring((int) known));
    }
    return Math.max(position, start + text.length());
  }

  private static void pause() {
    try {
      Thread.sleep(1_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailed(ExitCode.NEGATIVE, "Interrupted");
    }
  }
}
