package org.p3s.server.deadline.simulation;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.p3s.server.dag.Dag;
import org.p3s.server.dag.GraphMlReader;
import org.p3s.server.dag.InvalidGraph;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code p3s simulate}. */
@Command(
    name = "p3s simulate",
    sortOptions = false,
    description =
        "Replays or draws files and says how many have their results in time, policy by policy.",
    footer = {
      "",
      "TRACE is CSV: a heading 'seen' and the vertices' names, then a line per file:",
      "seconds since the beginning, and the seconds that each of its jobs takes.",
      "share = onTime / bound; the bound knows all durations and spreads work at will.",
      "Exit codes: 0 done, 1 a file cannot be read or written, 2 wrong usage."
    })
public final class Simulate implements Callable<Integer> {

  private static final double HOUR = 3_600;

  /** Jobs of one scenario that fit into the memory of a small machine. */
  private static final double MOST_JOBS = 5_000_000;

  @Spec private CommandSpec spec;

  @Parameters(arity = "0..1", paramLabel = "TRACE", description = "Replays these files.")
  private Path trace;

  @Option(
      names = "--arrivals",
      paramLabel = "poisson|bursty",
      defaultValue = "poisson",
      description = "How files come when they are drawn (default: ${DEFAULT-VALUE}).")
  private Arrivals.Kind arrivals;

  @Option(
      names = "--overload",
      paramLabel = "X",
      defaultValue = "1.5",
      description =
          "Work that comes in, in parts of what the slots can do (default: ${DEFAULT-VALUE}).")
  private double overload;

  @Option(
      names = "--eta",
      paramLabel = "DURATION",
      converter = Span.class,
      description = "From file seen to results, PT10M or 10m (default: the template's, else 10m).")
  private Duration eta;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "The same seed draws the same files (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--policy",
      paramLabel = "NAME|all",
      defaultValue = "all",
      description = "fifo, priority, deadline, newest-first, p3s or all (default).")
  private String policy;

  @Option(
      names = "--slots",
      paramLabel = "N",
      defaultValue = "200",
      description = "Slots of all pilots together (default: ${DEFAULT-VALUE}).")
  private int slots;

  @Option(
      names = "--hours",
      paramLabel = "H",
      defaultValue = "10",
      description = "How long files come when they are drawn (default: ${DEFAULT-VALUE}).")
  private double hours;

  @Option(
      names = "--spread",
      paramLabel = "PART",
      defaultValue = "0.15",
      description =
          "Standard deviation of drawn durations, as a part of their mean (default: ${DEFAULT-VALUE}).")
  private double spread;

  @Option(
      names = "--template",
      paramLabel = "FILE",
      description = "GraphML with estimates of its vertices (default: five steps, 160 s of work).")
  private Path template;

  @Option(
      names = "--grace",
      paramLabel = "DURATION",
      defaultValue = "PT10S",
      converter = Span.class,
      description =
          "Past its latest start a job is given up; at most a twentieth of the ETA (default: ${DEFAULT-VALUE}).")
  private Duration grace;

  @Option(names = "--json", paramLabel = "FILE", description = "Writes the table as JSON, too.")
  private Path json;

  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT);
    CommandLine command = new CommandLine(new Simulate()).setCaseInsensitiveEnumValuesAllowed(true);
    command
        .getCommandSpec()
        .addOption(
            OptionSpec.builder("-h", "--help").usageHelp(true).description("Prints this.").build())
        .usageMessage()
        .autoWidth(true);
    command.setParameterExceptionHandler((e, given) -> wrongUsage(e));
    command.setExecutionExceptionHandler(Simulate::failed);
    System.exit(command.execute(args));
  }

  private static int wrongUsage(ParameterException e) {
    PrintWriter err = e.getCommandLine().getErr();
    err.println("p3s simulate: " + e.getMessage());
    err.println("'./p3s simulate --help' tells what there is.");
    return 2;
  }

  private static int failed(Exception e, CommandLine command, CommandLine.ParseResult parsed)
      throws Exception {
    if (e instanceof Unreadable || e instanceof IOException) {
      command.getErr().println("p3s simulate: " + sentence(e));
      return 1;
    }
    throw e;
  }

  private static String sentence(Exception e) {
    return e instanceof java.nio.file.NoSuchFileException
        ? "there is no file " + e.getMessage()
        : e.getMessage();
  }

  /** A duration as the other commands take it. */
  static final class Span implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      boolean isShort = text.matches("[0-9]{1,9}[smhd]");
      String day = text.endsWith("d") ? "P" : "PT";
      try {
        return Duration.parse(isShort ? day + text : text);
      } catch (DateTimeParseException e) {
        throw new TypeConversionException(
            "'%s' is no duration; write PT10M, 90s, 10m, 2h or 1d".formatted(text));
      }
    }
  }

  @Override
  public Integer call() throws IOException {
    Dag dag = template == null ? Graphs.monitoring() : graph(template);
    if (eta == null) {
      eta = dag.eta() == null ? Duration.ofMinutes(10) : dag.eta();
    }
    check();
    if (json != null) {
      mustBeWritable(json);
    }
    List<Policy> policies = policies();
    Scenario scenario = scenario(dag);
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    err.printf("%d files, %d slots, ETA %s%n", scenario.arrivals().size(), slots, eta);
    int bound = Bound.of(scenario);
    List<Outcome> outcomes = new ArrayList<>();
    for (Policy each : policies) {
      err.printf("%s …%n", each.word());
      err.flush();
      outcomes.add(
          new Simulation(scenario, each, Math.min(seconds(grace), seconds(eta) / 20))
              .run()
              .outcome(each, bound));
    }
    print(outcomes, out);
    if (json != null) {
      Files.writeString(
          json, new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(outcomes));
    }
    return 0;
  }

  /** Rather known now than after the work. */
  private static void mustBeWritable(Path file) throws Unreadable {
    try {
      Files.writeString(file, "");
    } catch (IOException e) {
      throw new Unreadable("%s cannot be written".formatted(file));
    }
  }

  private void check() {
    List<String> wrong = new ArrayList<>();
    require(
        overload > 0 && overload <= 1_000, "--overload must be above 0 and at most 1000", wrong);
    require(!eta.isNegative() && !eta.isZero(), "--eta must be longer than nothing", wrong);
    require(eta.compareTo(Duration.ofDays(365)) <= 0, "--eta must be at most P365D", wrong);
    require(!grace.isNegative(), "--grace must not be negative", wrong);
    require(slots >= 1 && slots <= 1_000_000, "--slots must be from 1 to 1000000", wrong);
    require(hours > 0 && hours <= 1_000, "--hours must be above 0 and at most 1000", wrong);
    require(spread >= 0 && spread <= 5, "--spread must be from 0 to 5", wrong);
    if (!wrong.isEmpty()) {
      throw new ParameterException(spec.commandLine(), String.join("; ", wrong));
    }
  }

  private static void require(boolean holds, String sentence, List<String> wrong) {
    if (!holds) {
      wrong.add(sentence);
    }
  }

  private List<Policy> policies() {
    if (policy.equals("all")) {
      return List.of(Policy.values());
    }
    return Arrays.stream(Policy.values())
        .filter(each -> each.word().equals(policy))
        .findFirst()
        .map(List::of)
        .orElseThrow(
            () ->
                new ParameterException(
                    spec.commandLine(),
                    "there is no policy '%s'; there are %s and all"
                        .formatted(
                            policy,
                            Arrays.stream(Policy.values())
                                .map(Policy::word)
                                .collect(Collectors.joining(", ")))));
  }

  private Scenario scenario(Dag dag) throws IOException {
    return new Scenario(
        dag, slots, seconds(eta), trace == null ? drawn(dag) : Trace.read(trace, dag));
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }

  private List<Arrival> drawn(Dag dag) {
    double work = dag.vertices().stream().mapToDouble(Graphs::estimate).sum();
    double rate = overload * slots / work;
    if (rate * hours * HOUR * dag.vertices().size() > MOST_JOBS) {
      throw new ParameterException(
          spec.commandLine(),
          "these are %.0f files; make --hours, --slots or --overload smaller"
              .formatted(rate * hours * HOUR));
    }
    return new Arrivals(dag, spread, seed).draw(arrivals, rate, hours * HOUR);
  }

  private static Dag graph(Path file) throws IOException {
    try {
      return GraphMlReader.read(Files.readAllBytes(file), type -> true);
    } catch (InvalidGraph e) {
      throw new Unreadable(
          file
              + ": "
              + e.violations().stream()
                  .map(each -> "line %d: %s".formatted(each.line(), each.message()))
                  .collect(Collectors.joining("; ")));
    }
  }

  private static void print(List<Outcome> outcomes, PrintWriter out) {
    out.printf(
        "%-13s %8s %8s %8s %8s %8s %6s %8s %8s %8s%n",
        "POLICY",
        "ARRIVED",
        "ONTIME",
        "LATE",
        "DROPPED",
        "BOUND",
        "SHARE",
        "P50/s",
        "P99/s",
        "OLDEST/s");
    for (Outcome each : outcomes) {
      out.printf(
          "%-13s %8d %8d %8d %8d %8d %6.3f %8.0f %8.0f %8.0f%n",
          each.policy(),
          each.arrived(),
          each.onTime(),
          each.late(),
          each.dropped(),
          each.bound(),
          each.getShare(),
          each.p50(),
          each.p99(),
          each.stalest());
    }
    out.flush();
  }
}
