package org.p3s.cli.session;

import java.util.function.Supplier;
import org.p3s.cli.api.Api;
import org.p3s.cli.api.Connection;
import org.p3s.cli.output.Output;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that every command has: which server, who calls, how to print. */
public final class Session {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--server",
      paramLabel = "URL",
      description = "The server (else P3S_SERVER, the config file, http://localhost:8080).")
  private String server;

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      description = "Who calls (else P3S_TOKEN, the config file).")
  private String token;

  @Option(names = "--json", description = "Print JSON; this is so anyway when piped.")
  private boolean json;

  @Option(names = "--table", description = "Print a table, also when piped.")
  private boolean table;

  public Api api() {
    return new Api(connection());
  }

  public Connection connection() {
    return Connection.resolve(server, token, surroundings().environment());
  }

  public Output output() {
    Surroundings around = surroundings();
    boolean isJson = json || (!table && !around.isTerminal());
    String noColour = around.environment().getOrDefault("NO_COLOR", "");
    boolean isColoured = around.isTerminal() && noColour.isEmpty();
    return new Output(around.out(), around.err(), isJson, isColoured);
  }

  /** What is printed as it is, unless JSON is asked for by name. */
  public boolean wantsJson() {
    return json;
  }

  /** The world, which whoever made the command line knows. */
  public Surroundings surroundings() {
    return (Surroundings) ((Supplier<?>) command.root().userObject()).get();
  }
}
