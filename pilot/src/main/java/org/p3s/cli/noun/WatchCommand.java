package org.p3s.cli.noun;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.p3s.cli.api.CommandFailed;
import org.p3s.cli.api.ExitCode;
import org.p3s.cli.output.Output;
import org.p3s.cli.session.Session;
import org.p3s.inbox.FolderWatcher;
import org.p3s.inbox.Pace;
import org.p3s.xrootd.RootUrl;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code p3s watch}: announces what appears in a folder. */
@Command(
    name = "watch",
    description =
        "Announces the files of a folder, here or on an XRootD server, and then each new one, until"
            + " Ctrl-C.",
    footer = {
      "",
      "A file counts when its sidecar NAME.json is there and it has the size that is said in it;",
      "without a sidecar, when it has not changed for --settle. It prints a line for each file,",
      "as JSON when piped. While the server is away it tries again; nothing is lost or told twice.",
      "",
      "Examples:",
      "  p3s watch /data/out",
      "  p3s watch root://daq.example.org//data/out",
      "  p3s watch /data/out --url-prefix root://eos.example.org//raw --buffer-prefix root://daq.example.org//data/out"
    })
public final class WatchCommand implements Callable<Integer> {

  @Mixin private Session session;

  @Parameters(paramLabel = "DIR", description = "A folder, or root://HOST[:PORT]//DIR.")
  private String folder;

  @Option(
      names = "--url-prefix",
      paramLabel = "URL",
      description = "What makes a URL of a file's name (default: the folder).")
  private String prefix;

  @Option(
      names = "--buffer-prefix",
      paramLabel = "URL",
      description = {
        "The same for the online buffer, which pilots read while the other place does not",
        "answer (default: none)."
      })
  private String buffer;

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
    if (rescan.isZero() || rescan.isNegative() || settle.isNegative()) {
      throw new CommandFailed(ExitCode.USAGE, "--rescan and --settle must be positive durations");
    }
    Output output = session.output();
    Announcer announcer = new Announcer(session.api(), output, buffer);
    Pace pace = new Pace(rescan, settle, Pace.DEFAULT.giveUp());
    FolderWatcher watcher = watcher(pace, announcer, output);
    announcer.endsWhenRefused(watcher);
    output.say("Watching " + watcher.place());
    watcher.run();
    announcer.refusal().ifPresent(WatchCommand::end);
    return 0;
  }

  private FolderWatcher watcher(Pace pace, Announcer announcer, Output output) {
    // a folder that is not there is most likely mistyped; a server may be away for a while
    if (!RootUrl.isMeant(folder) && !Files.isDirectory(Path.of(folder))) {
      throw new CommandFailed(ExitCode.USAGE, folder + " is no folder");
    }
    try {
      return new FolderWatcher(folder, prefix, pace, announcer, output::say);
    } catch (IllegalArgumentException e) {
      throw new CommandFailed(ExitCode.USAGE, e.getMessage());
    }
  }

  private static void end(CommandFailed refusal) {
    // the watcher was stopped by an interrupt, which is not to stop anything else
    boolean unused = Thread.interrupted();
    throw refusal;
  }
}
