package org.p3s.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The p3s command line: {@code p3s NOUN VERB}. */
@Command(
    name = "p3s",
    mixinStandardHelpOptions = true,
    subcommands = PilotCommand.class,
    description = "Prompt processing: DAG templates, workflows, jobs, files and pilots.")
public final class P3s {

  private P3s() {}

  public static void main(String[] args) {
    System.exit(new CommandLine(new P3s()).execute(args));
  }
}
