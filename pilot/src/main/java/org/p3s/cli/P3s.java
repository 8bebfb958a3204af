package org.p3s.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import org.p3s.cli.api.CommandFailed;
import org.p3s.cli.api.ExitCode;
import org.p3s.cli.noun.DagCommand;
import org.p3s.cli.noun.DataTypeCommand;
import org.p3s.cli.noun.FileCommand;
import org.p3s.cli.noun.ForecastCommand;
import org.p3s.cli.noun.JobCommand;
import org.p3s.cli.noun.JobTypesCommand;
import org.p3s.cli.noun.LoginLinkCommand;
import org.p3s.cli.noun.PilotsCommand;
import org.p3s.cli.noun.PingCommand;
import org.p3s.cli.noun.PriorityCommand;
import org.p3s.cli.noun.RunCommand;
import org.p3s.cli.noun.TokenCommand;
import org.p3s.cli.noun.TriggerCommand;
import org.p3s.cli.noun.WatchCommand;
import org.p3s.cli.noun.WhoamiCommand;
import org.p3s.cli.noun.WorkflowCommand;
import org.p3s.cli.session.Surroundings;
import org.p3s.cli.session.Values;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The p3s command line: {@code p3s NOUN VERB}. */
@Command(
    name = "p3s",
    mixinStandardHelpOptions = true,
    versionProvider = P3s.Version.class,
    description = "Prompt processing: from new files to data-quality plots before the deadline.")
public final class P3s implements Supplier<Surroundings> {

  private static final List<Class<?>> NOUNS =
      List.of(
          DemoCommand.class,
          DagCommand.class,
          WorkflowCommand.class,
          JobCommand.class,
          JobTypesCommand.class,
          PriorityCommand.class,
          FileCommand.class,
          TriggerCommand.class,
          ForecastCommand.class,
          WatchCommand.class,
          RunCommand.class,
          PilotCommand.class,
          PilotsCommand.class,
          TokenCommand.class,
          DataTypeCommand.class,
          LoginLinkCommand.class,
          PingCommand.class,
          WhoamiCommand.class);

  private static final String[] FOOTER = {
    "",
    "Examples:",
    "  p3s dag import hello.graphml",
    "  p3s workflow submit hello --wait",
    "  p3s job list --state RUNNING",
    "  p3s job explain 12288",
    "",
    "Server and token come from --server and --token, else from P3S_SERVER and",
    "P3S_TOKEN, else from lines server=URL and token=TOKEN in ~/.config/p3s/config.",
    "A terminal gets tables, everything else JSON.",
    "",
    "Exit codes: 0 done, 1 the answer is negative, 2 wrong usage or input,",
    "3 not found, 4 not allowed, 5 conflict, 6 server unreachable, 7 timed out,",
    "8 refused by policy."
  };

  private final Surroundings around;

  private P3s(Surroundings around) {
    this.around = around;
  }

  @Override
  public Surroundings get() {
    return around;
  }

  public static void main(String[] args) {
    System.exit(run(Surroundings.ofProcess(), args));
  }

  /** Runs one command and returns its exit code. */
  public static int run(Surroundings around, String... args) {
    CommandLine commands = new CommandLine(new P3s(around));
    NOUNS.forEach(commands::addSubcommand);
    PriorityCommand.takeNegativeNumbers(commands);
    Values.registerWith(commands);
    commands.getCommandSpec().usageMessage().footer(FOOTER);
    addHelp(commands.getCommandSpec());
    commands.setCaseInsensitiveEnumValuesAllowed(true);
    commands.setOut(new PrintWriter(around.out(), true, StandardCharsets.UTF_8));
    commands.setErr(new PrintWriter(around.err(), true, StandardCharsets.UTF_8));
    commands.setParameterExceptionHandler(P3s::wrongUsage);
    commands.setExecutionExceptionHandler((e, command, parsed) -> failed(e, command));
    return commands.execute(args);
  }

  /** On every level; {@code --version} means something else to some commands. */
  private static void addHelp(CommandSpec command) {
    if (!command.mixinStandardHelpOptions()) {
      command.addOption(
          OptionSpec.builder("-h", "--help").usageHelp(true).description("Prints this.").build());
    }
    command.usageMessage().synopsisSubcommandLabel("COMMAND").autoWidth(true);
    command.subcommands().values().forEach(each -> addHelp(each.getCommandSpec()));
  }

  private static int wrongUsage(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("p3s: " + e.getMessage());
    UnmatchedArgumentException.printSuggestions(e, err);
    err.println("'" + command.getCommandSpec().qualifiedName() + " --help' tells what there is.");
    return ExitCode.USAGE.number();
  }

  private static int failed(Exception e, CommandLine command) {
    PrintWriter err = command.getErr();
    if (e instanceof CommandFailed failure) {
      String end = failure.details().isEmpty() ? "" : ":";
      err.println("p3s: " + failure.getMessage().replaceFirst("[.:]$", "") + end);
      failure.details().forEach(each -> err.println("  " + each));
      return failure.code().number();
    }
    err.println("p3s: unexpected error");
    e.printStackTrace(err);
    return ExitCode.NEGATIVE.number();
  }

  /** The version that the jar was built with. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = P3s.class.getPackage().getImplementationVersion();
      return new String[] {"p3s " + (version == null ? "development" : version)};
    }
  }
}
