package org.p3s.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.p3s.cli.api.CommandFailed;
import org.p3s.cli.api.ExitCode;
import org.p3s.demo.Demo;
import org.p3s.demo.DemoSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code p3s demo}. */
@Command(
    name = "demo",
    description = "Runs server, pilots and emulated data taking on this machine.",
    footer = {
      "",
      "Runs until Ctrl-C, or until --files are finished; then the exit code is 0 if all",
      "were processed, else 1.",
      "",
      "Examples:",
      "  p3s demo",
      "  p3s demo --port 8081 --data /scratch/demo --files 20 --rate 12",
      "  p3s demo --faults none,truncated"
    },
    sortOptions = false)
final class DemoCommand implements Callable<Integer> {

  private static final String FAULT = "(none|noisy|dead-board|low-purity|truncated)";

  @Spec private CommandSpec spec;
  @ParentCommand private P3s p3s;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "8080",
      description = "Port of the page (default ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "p3s-demo",
      description = "Where everything is kept (default ./${DEFAULT-VALUE}).")
  private Path data;

  @Option(
      names = "--files",
      paramLabel = "N",
      defaultValue = "0",
      description = "Ends by itself after N files (default: runs until Ctrl-C).")
  private int files;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "6",
      description = "Files per minute, 0 for as fast as possible (default ${DEFAULT-VALUE}).")
  private double rate;

  @Option(
      names = "--faults",
      paramLabel = "LIST",
      defaultValue = "cycle",
      description =
          "What is wrong with run 1, 2, … in turn: none, noisy, dead-board, low-purity, truncated;"
              + " cycle is all of them but truncated, whose files fail (default ${DEFAULT-VALUE}).")
  private String faults;

  @Override
  public Integer call() throws InterruptedException {
    check(port > 0 && port <= 65_535, "--port must be between 1 and 65535");
    check(files >= 0, "--files cannot be negative");
    check(rate >= 0 && rate <= 6000, "--rate must be between 0 and 6000 files per minute");
    check(
        faults.matches("cycle|(" + FAULT + "([,+]" + FAULT + ")*)"),
        "--faults is cycle, or a list of none, noisy, dead-board, low-purity, truncated");
    String home = System.getProperty("p3s.home");
    if (home == null) {
      throw new CommandFailed(
          ExitCode.USAGE, "The demo runs from the sources: start it as ./p3s demo there");
    }
    Path folder = data.toAbsolutePath().normalize();
    DemoSettings settings = new DemoSettings(Path.of(home), folder, port, files, rate, faults);
    return new Demo(settings, p3s.get().out(), p3s.get().err()).run();
  }

  private void check(boolean isRight, String otherwise) {
    if (!isRight) {
      throw new ParameterException(spec.commandLine(), otherwise);
    }
  }
}
