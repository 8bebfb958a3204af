package org.p3s.cli.noun;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.p3s.cli.api.CommandFailed;
import org.p3s.cli.api.ExitCode;
import org.p3s.cli.output.Output;
import org.p3s.cli.session.Session;
import org.p3s.inbox.DirectoryWatcher;
import org.p3s.inbox.Pace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code p3s watch}: announces what appears in a folder. */
@Command(
    name = "watch",
    description = "Announces the files of a folder and then each new one, until Ctrl-C.",
    footer = {
      "",
      "A file counts when its sidecar NAME.json is there and it has the size that is said in it;",
      "without a sidecar, when it has not changed for --settle. It prints a line for each file,",
      "as JSON when piped. While the server is away it tries again; nothing is lost or told twice.",
      "",
      "Examples:",
      "  p3s watch /data/out",
      "  p3s watch /data/out --url-prefix root://daq.example.org//data/out"
    })
public final class WatchCommand implements Callable<Integer> {

  @Mixin private Session session;

  @Parameters(paramLabel = "DIR")
  private Path folder;

  @Option(
      names = "--url-prefix",
      paramLabel = "URL",
      description = "What makes a URL of a file's name (default: the folder's absolute path).")
  private String prefix;

  @Option(
      names = "--rescan",
      paramLabel = "PT10S",
      defaultValue = "PT10S",
      description = "How often the folder is listed in full (default ${DEFAULT-VALUE}).")
  private Duration rescan;

  @Option(
      names = "--settle",
      paramLabel = "PT2S",
      defaultValue = "PT2S",
      description = "How long a file must be unchanged (default ${DEFAULT-VALUE}).")
  private Duration settle;

  @Override
  public Integer call() {
    if (!Files.isDirectory(folder)) {
      throw new CommandFailed(ExitCode.USAGE, folder + " is no folder");
    }
    if (rescan.isZero() || rescan.isNegative() || settle.isNegative()) {
      throw new CommandFailed(ExitCode.USAGE, "--rescan and --settle must be positive durations");
    }
    Output output = session.output();
    Announcer announcer = new Announcer(session.api(), output);
    Pace pace = new Pace(rescan, settle, Pace.DEFAULT.giveUp());
    DirectoryWatcher watcher = new DirectoryWatcher(folder, prefix, pace, announcer, output::say);
    announcer.endsWhenRefused(watcher);
    output.say("Watching " + folder.toAbsolutePath().normalize());
    watcher.run();
    announcer.refusal().ifPresent(WatchCommand::end);
    return 0;
  }

  private static void end(CommandFailed refusal) {
    // the watcher was stopped by an interrupt, which is not to stop anything else
    boolean unused = Thread.interrupted();
    throw refusal;
  }
}
