package org.p3s.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.p3s.bench.measure.Form;
import org.p3s.bench.measure.Pace;
import org.p3s.bench.measure.Report;
import org.p3s.bench.outcome.Circumstances;
import org.p3s.bench.outcome.Figures;
import org.p3s.bench.outcome.Output;
import org.p3s.bench.scenario.Scenarios;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code p3s bench}. */
@Command(
    name = "p3s bench",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = "Measures the server, its limit and its peers side by side, on this machine.",
    footer = {
      "",
      "Everything is started by the bench itself: PostgreSQL, servers, pilots, peers.",
      "Exit codes: 0 done, 1 something that must not happen was seen, or --check objects, 2 wrong usage.",
      "Whether the targets are met is in the table."
    })
public final class Bench implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(names = "--quick", description = "Every scenario in its shortest honest form.")
  private boolean isQuick;

  @Option(
      names = "--tiny",
      hidden = true,
      description = "Every scenario so short that only costs mean something.")
  private boolean isTiny;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "SCENARIO",
      description = "These scenarios; several with commas.")
  private List<String> only = new ArrayList<>();

  @Option(names = "--json", paramLabel = "FILE", description = "Writes the results as JSON, too.")
  private Path json;

  @Option(
      names = "--markdown",
      paramLabel = "FILE",
      defaultValue = "bench.md",
      description = "The page that is written (default: ${DEFAULT-VALUE}).")
  private Path markdown;

  @Option(
      names = "--work",
      paramLabel = "DIR",
      description =
          "An empty or new folder on a real disk, for PostgreSQL; emptied at the end (default: deploy/bench/target/run in the clone).")
  private Path work;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      description =
          "Before the rounds of each scenario (default: 5, quick 3, and up to 40, quick 8, while Java compiles itself).")
  private Integer warmUp;

  @Option(
      names = "--round",
      paramLabel = "SECONDS",
      description = "Length of each of the three rounds (default: 5, quick 2).")
  private Integer round;

  @Option(
      names = "--check",
      paramLabel = "FIGURES",
      description =
          "Fails when an operation costs more than 2.5 times what this file says (deploy/bench/figures.json).")
  private Path check;

  @Option(
      names = "--renew",
      paramLabel = "REASON",
      description = "Writes the costs of a tiny run to the file of --check, and does not compare.")
  private String renew;

  @Option(names = "--list", description = "Lists the scenarios, and measures nothing.")
  private boolean isList;

  public static void main(String[] args) {
    // figures in tables and files look the same everywhere
    Locale.setDefault(Locale.ROOT);
    CommandLine commands = new CommandLine(new Bench());
    commands.getCommandSpec().usageMessage().autoWidth(true);
    commands.setParameterExceptionHandler((e, given) -> wrongUsage(e));
    commands.setExecutionExceptionHandler(Bench::failed);
    System.exit(commands.execute(args));
  }

  private static int wrongUsage(ParameterException e) {
    PrintWriter err = e.getCommandLine().getErr();
    err.println("p3s bench: " + e.getMessage());
    err.println("'./p3s bench --help' tells what there is.");
    return 2;
  }

  private static int failed(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
    if (e instanceof Broken) {
      command.getErr().println("p3s bench: " + e.getMessage());
    } else {
      e.printStackTrace(command.getErr());
    }
    return 1;
  }

  @Override
  public Integer call() throws IOException {
    if (isList) {
      Scenarios.ALL.forEach(
          each -> spec.commandLine().getOut().printf("%-20s %s%n", each.name(), each.about()));
      return 0;
    }
    List<Scenario> chosen = chosen();
    mustBePositive("--warm-up", warmUp);
    mustBePositive("--round", round);
    mustFit();
    Output output = new Output(markdown, json);
    output.obstacle().ifPresent(this::refuse);
    Figures figures = check == null ? null : Figures.read(check);
    Progress progress = new Progress(System.err);
    try (Stop stop = new Stop(progress);
        WorkFolder folder = WorkFolder.open(work);
        Run run = new Run(folder.path(), form(), pace(), progress)) {
      Report report = run.measure(chosen, stop);
      report.lines().forEach(System.out::println);
      output.write(report, new Circumstances(form(), pace(), progress.seconds()));
      output.files().forEach(each -> progress.say("Written: %s".formatted(each)));
      boolean isFine = figures == null || isFine(figures, report, run, stop);
      return report.isBroken() || !isFine ? 1 : 0;
    }
  }

  /** Compares what operations cost with the figures, or renews these. */
  private boolean isFine(Figures figures, Report report, Run run, Stop stop) throws IOException {
    if (renew != null) {
      figures.renew(report.costs(), renew);
      run.say("Written: %s".formatted(check));
      return true;
    }
    List<String> first = figures.objections(report.costs());
    List<String> objections = first;
    if (!first.isEmpty()) {
      // a machine has its moments: what is really dear is so twice
      first.forEach(run::say);
      List<Scenario> dear =
          Scenarios.ALL.stream()
              .filter(each -> first.stream().anyMatch(words -> words.startsWith(each.name())))
              .toList();
      objections = figures.objections(run.measure(dear, stop).costs());
    }
    objections.forEach(each -> spec.commandLine().getErr().println("p3s bench: " + each));
    return objections.isEmpty();
  }

  private Form form() {
    return isTiny ? Form.TINY : isQuick ? Form.QUICK : Form.FULL;
  }

  private Pace pace() {
    Pace usual = form().pace();
    Duration least = warmUp == null ? usual.warmUp() : Duration.ofSeconds(warmUp);
    return new Pace(
        least,
        warmUp == null ? usual.longest() : least,
        round == null ? usual.round() : Duration.ofSeconds(round),
        usual.rounds());
  }

  private List<Scenario> chosen() {
    List<String> names = Scenarios.ALL.stream().map(Scenario::name).toList();
    if (only.isEmpty() && spec.commandLine().getParseResult().hasMatchedOption("--only")) {
      refuse("--only needs a scenario: %s.".formatted(String.join(", ", names)));
    }
    for (String each : only) {
      if (!names.contains(each)) {
        refuse(
            "There is no scenario '%s'; there are %s.".formatted(each, String.join(", ", names)));
      }
    }
    return Scenarios.ALL.stream()
        .filter(each -> only.isEmpty() ? !isQuick || each.isQuick() : only.contains(each.name()))
        .toList();
  }

  private void mustBePositive(String option, Integer seconds) {
    if (seconds != null && seconds < 1) {
      refuse("%s must be at least 1 second.".formatted(option));
    }
  }

  /** Options that only go together, or not at all. */
  private void mustFit() {
    if (isTiny && isQuick) {
      refuse("--quick or --tiny, not both.");
    }
    if (renew != null && (check == null || !isTiny)) {
      refuse("--renew needs --tiny and --check FIGURES: figures are those of tiny runs.");
    }
    if (check != null && renew == null && !Files.isRegularFile(check)) {
      refuse("There is no file %s to compare with.".formatted(check));
    }
  }

  private void refuse(String why) {
    throw new ParameterException(spec.commandLine(), why);
  }
}
