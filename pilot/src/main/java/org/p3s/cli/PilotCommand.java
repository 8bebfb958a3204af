package org.p3s.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.p3s.pilot.Agent;
import org.p3s.pilot.Ending;
import org.p3s.pilot.Logbook;
import org.p3s.pilot.Node;
import org.p3s.pilot.PilotSettings;
import org.p3s.pilot.PilotSettings.Limits;
import org.p3s.pilot.conversation.ServerClient;
import org.p3s.protocol.PilotRegistration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code p3s pilot}: runs jobs on this machine until told to stop. */
@Command(
    name = "pilot",
    mixinStandardHelpOptions = true,
    description = "Runs jobs on this machine until it is told to stop.",
    footer = {
      "",
      "TERM or INT: takes no more jobs, gives running ones the drain time, signs off.",
      "Exit codes: 0 normal end, 1 internal error, 2 wrong usage, 4 not allowed,",
      "6 server unreachable for longer than --give-up."
    },
    sortOptions = false)
public final class PilotCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--server",
      paramLabel = "URL",
      defaultValue = "${env:P3S_SERVER:-http://localhost:8080}",
      description = "The server (env P3S_SERVER; default http://localhost:8080).")
  private URI server;

  @Option(
      names = "--token",
      paramLabel = "T",
      defaultValue = "${env:P3S_TOKEN}",
      description = "Enrolment token (env P3S_TOKEN, which other users of the node cannot see).")
  private String token;

  @Option(
      names = "--name",
      defaultValue = "${env:P3S_PILOT_NAME}",
      description = "A name for people (env P3S_PILOT_NAME; default: the host's name).")
  private String name;

  @Option(
      names = "--site",
      paramLabel = "S",
      defaultValue = "${env:P3S_SITE:-default}",
      description = "Site that jobs may ask for (env P3S_SITE; default 'default').")
  private String site;

  @Option(
      names = "--slots",
      paramLabel = "N",
      defaultValue = "${env:P3S_PILOT_SLOTS:-1}",
      description = "Payloads side by side (env P3S_PILOT_SLOTS; default 1).")
  private int slots;

  @Option(
      names = "--cores",
      paramLabel = "N",
      defaultValue = "${env:P3S_PILOT_CORES}",
      description = "Cores of all slots together (env P3S_PILOT_CORES; default: the machine's).")
  private Integer cores;

  @Option(
      names = "--memory",
      paramLabel = "MiB",
      defaultValue = "${env:P3S_PILOT_MEMORY}",
      description = "Memory of all slots together (env P3S_PILOT_MEMORY; default: the machine's).")
  private Integer memoryMiB;

  @Option(
      names = "--gpus",
      paramLabel = "N",
      defaultValue = "${env:P3S_PILOT_GPUS:-0}",
      description = "GPUs of all slots together (env P3S_PILOT_GPUS; default 0).")
  private int gpus;

  @Option(
      names = "--label",
      paramLabel = "K=V",
      split = ",",
      defaultValue = "${env:P3S_PILOT_LABELS}",
      description = "Property that jobs may ask for; repeat it (env P3S_PILOT_LABELS=k=v,k=v).")
  private Map<String, String> labels = new LinkedHashMap<>();

  @Option(
      names = "--scratch",
      paramLabel = "DIR",
      defaultValue = "${env:P3S_PILOT_SCRATCH}",
      description =
          "Where payloads run (env P3S_PILOT_SCRATCH; default p3s-USER in the folder for"
              + " temporary files).")
  private Path scratch;

  @Option(
      names = "--min-free-disk",
      paramLabel = "SIZE",
      defaultValue = "${env:P3S_PILOT_MIN_FREE_DISK:-1G}",
      description =
          "Takes no job with less free scratch: bytes, or with K, M, G, T"
              + " (env P3S_PILOT_MIN_FREE_DISK; default 1G).")
  private String minFreeDisk;

  @Option(
      names = "--max-job-disk",
      paramLabel = "SIZE",
      defaultValue = "${env:P3S_PILOT_MAX_JOB_DISK}",
      description =
          "Ends a job whose folder grows larger than this (env P3S_PILOT_MAX_JOB_DISK; default"
              + " any size).")
  private String maxJobDisk;

  @Option(
      names = "--keep-scratch",
      defaultValue = "${env:P3S_PILOT_KEEP_SCRATCH:-false}",
      description = "Leaves the folders of ended jobs (env P3S_PILOT_KEEP_SCRATCH=true).")
  private boolean keepScratch;

  @Option(
      names = "--idle-exit",
      paramLabel = "PT5M",
      defaultValue = "${env:P3S_PILOT_IDLE_EXIT}",
      description = "Ends after this long without a job (env P3S_PILOT_IDLE_EXIT; default never).")
  private Duration idleExit;

  @Option(
      names = "--max-jobs",
      paramLabel = "N",
      defaultValue = "${env:P3S_PILOT_MAX_JOBS:-0}",
      description = "Ends after this many jobs (env P3S_PILOT_MAX_JOBS; default 0: any number).")
  private int maxJobs;

  @Option(
      names = "--max-lifetime",
      paramLabel = "PT24H",
      defaultValue = "${env:P3S_PILOT_MAX_LIFETIME}",
      description =
          "Takes no job after this long; ask the batch system for this and the longest job"
              + " together (env P3S_PILOT_MAX_LIFETIME; default for ever).")
  private Duration maxLifetime;

  @Option(
      names = "--drain-time",
      paramLabel = "PT20S",
      defaultValue = "${env:P3S_PILOT_DRAIN_TIME:-PT20S}",
      description =
          "What running jobs get when the pilot is told to stop by a signal"
              + " (env P3S_PILOT_DRAIN_TIME; default PT20S).")
  private Duration drainTime;

  @Option(
      names = "--kill-grace",
      paramLabel = "PT10S",
      defaultValue = "${env:P3S_PILOT_KILL_GRACE:-PT10S}",
      description = "Between TERM and KILL of a payload (env P3S_PILOT_KILL_GRACE; default PT10S).")
  private Duration killGrace;

  @Option(
      names = "--give-up",
      paramLabel = "PT10M",
      defaultValue = "${env:P3S_PILOT_GIVE_UP:-PT10M}",
      description =
          "Ends when the server is away this long and nothing runs or waits to be reported"
              + " (env P3S_PILOT_GIVE_UP; default PT10M).")
  private Duration giveUp;

  @Option(
      names = "--stop-with",
      paramLabel = "PID",
      defaultValue = "${env:P3S_PILOT_STOP_WITH}",
      description = "Stops when that process is gone (env P3S_PILOT_STOP_WITH).")
  private Long stopWith;

  @Override
  public Integer call() throws InterruptedException {
    ServerClient.warmUp();
    Logbook log = new Logbook(System.err);
    try {
      Agent agent = new Agent(settings(), log);
      Agent.stopAtSignals(agent, log);
      return agent.run().exitCode();
    } catch (IOException e) {
      log.say("the scratch folder cannot be used: " + e.getMessage());
      return Ending.WRONG_USAGE.exitCode();
    }
  }

  private PilotSettings settings() {
    check(token != null && !token.isBlank(), "A token is needed: --token or P3S_TOKEN");
    check(
        server.getHost() != null && String.valueOf(server.getScheme()).matches("(?i)https?"),
        "--server must be http://HOST[:PORT] or https://HOST[:PORT]: " + server);
    check(slots > 0, "--slots must be at least 1");
    check(maxJobs >= 0 && gpus >= 0, "--max-jobs and --gpus cannot be negative");
    String user = System.getProperty("user.name").replaceAll("[^A-Za-z0-9._-]", "_");
    Path place =
        scratch != null ? scratch : Path.of(System.getProperty("java.io.tmpdir"), "p3s-" + user);
    return new PilotSettings(server, token.strip(), registration(), place, limits());
  }

  private PilotRegistration registration() {
    String version = PilotCommand.class.getPackage().getImplementationVersion();
    return new PilotRegistration(
        name,
        Node.host(),
        site,
        slots,
        cores != null ? cores : Runtime.getRuntime().availableProcessors(),
        memoryMiB != null ? memoryMiB : Node.memoryMiB(),
        gpus,
        labels == null ? Map.of() : labels,
        Optional.ofNullable(version).orElse("development"),
        Node.batchId(System.getenv()));
  }

  private Limits limits() {
    return new Limits(
        bytes("--min-free-disk", minFreeDisk),
        maxJobDisk == null ? Long.MAX_VALUE : bytes("--max-job-disk", maxJobDisk),
        idleExit,
        maxJobs,
        maxLifetime,
        drainTime,
        killGrace,
        giveUp,
        keepScratch,
        stopWith);
  }

  private long bytes(String option, String size) {
    check(size.matches("\\d{1,12}[KMGTkmgt]?"), option + " is a size like 500M or 2G: " + size);
    int unit = "KMGT".indexOf(Character.toUpperCase(size.charAt(size.length() - 1))) + 1;
    return Long.parseLong(size.replaceAll("\\D", "")) << (10 * unit);
  }

  private void check(boolean isRight, String otherwise) {
    if (!isRight) {
      throw new ParameterException(spec.commandLine(), otherwise);
    }
  }
}
