package org.p3s.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.p3s.cli.api.Api;
import org.p3s.cli.api.CommandFailed;
import org.p3s.cli.api.Connection;

/** The whole chain on one machine: starts it, tells what becomes of each file, ends it. */
public final class Demo {

  private static final Duration TICK = Duration.ofMillis(500);

  /** Nothing at all happens for longer than this only when something is broken. */
  private static final Duration STALLED = Duration.ofMinutes(10);

  private final DemoSettings settings;
  private final PrintStream out;
  private final PrintStream err;
  private final Family family = new Family();
  private final DemoServer server;
  private final RawFiles raw;
  private final Tally tally = new Tally();
  private Instant readyAt;
  private boolean hasEnded;

  public Demo(DemoSettings settings, PrintStream out, PrintStream err) {
    this.settings = settings;
    this.out = out;
    this.err = err;
    this.server = new DemoServer(settings);
    this.raw = new RawFiles(settings.inbox());
  }

  /** Runs until everything that was asked for is done, and returns the exit code. */
  public int run() throws InterruptedException {
    Thread end = new Thread(this::end, "end of the demo");
    Runtime.getRuntime().addShutdownHook(end);
    try {
      DataFolder folder = new DataFolder(settings);
      String token = folder.prepare();
      out.println("Starting the server; its data are in " + settings.data());
      Instant start = Instant.now();
      String url = startServer(folder, token);
      readyAt = Instant.now();
      folder.keep(token);
      say("server ready after " + Tally.seconds(Duration.between(start, readyAt)));
      watch(begin(url, token));
      return settings.files() == tally.processed() ? 0 : 1;
    } catch (IOException | CommandFailed e) {
      complain(e);
      return 1;
    } finally {
      end();
    }
  }

  /** While everything is being ended, that things end is no news. */
  private synchronized void complain(Exception e) {
    if (!hasEnded) {
      err.println("p3s demo: " + sentence(e));
    }
  }

  private static String sentence(Exception e) {
    if (e instanceof Stopped || e instanceof CommandFailed) {
      return e.getMessage();
    }
    String kind = e.getClass().getSimpleName().replaceFirst("Exception$", "");
    return "%s cannot be used (%s)".formatted(e.getMessage(), kind);
  }

  private String startServer(DataFolder folder, String token)
      throws IOException, InterruptedException {
    Map<String, String> environment = new HashMap<>(folder.environment());
    environment.put("P3S_ADMIN_TOKEN", token);
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    try {
      return server.start(family, environment);
    } catch (IOException e) {
      folder.undo();
      throw e;
    }
  }

  private Watch begin(String url, String token) throws IOException {
    Api api = new Api(Connection.resolve(url, token, Map.of()));
    Setup setup = new Setup(api);
    say("templates: " + String.join(", ", setup.importTemplates(settings.templates())));
    setup.ensureTrigger();
    Pilots pilots =
        new Pilots(settings, family, pilotEnvironment(url, setup.enrolmentToken()), this::say);
    pilots.start();
    raw.adopt(api);
    long run = 1 + Math.max(setup.highestRun(), raw.highestRun());
    DataTaking daq = DataTaking.start(settings, family, raw, run);
    say("2 pilots; data taking begins with run " + run);
    greet(url, setup.loginToken());
    return new Watch(new ServerWatch(settings, server, url, this::say), token, pilots, daq);
  }

  /** What is watched from now on. */
  private record Watch(ServerWatch server, String token, Pilots pilots, DataTaking daq) {}

  private Map<String, String> pilotEnvironment(String url, String token) {
    Map<String, String> environment = new HashMap<>();
    environment.put("P3S_SERVER", url);
    environment.put("P3S_TOKEN", token);
    environment.put("LARTPC_DQM_JAR", settings.payloads().toString());
    environment.put("P3S_DAG_TEMPLATES", settings.templates().toString());
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    return environment;
  }

  private void greet(String url, String loginToken) {
    out.println();
    out.println("  Page:         " + url + "/");
    out.println("  Log in:       " + url + "/login?token=" + loginToken + "  (works once)");
    out.println(
        "  Command line: export P3S_SERVER=%s P3S_TOKEN=$(cat '%s')"
            .formatted(url, settings.adminToken()));
    out.println("  Logs:         " + settings.log("server").getParent());
    out.println("  Ctrl-C ends everything.");
    out.println();
  }

  private void watch(Watch watch) throws IOException, InterruptedException {
    Api api = Api.withoutRetries(Connection.resolve(watch.server().url(), watch.token(), Map.of()));
    Instant lastNews = Instant.now();
    while (!watch.daq().isDone() || !raw.open().isEmpty()) {
      Thread.sleep(TICK.toMillis());
      watch.pilots().replace();
      if (watch.server().answers(() -> settle(api)) || !watch.daq().isDone()) {
        lastNews = Instant.now();
      }
      if (Duration.between(lastNews, Instant.now()).compareTo(STALLED) > 0) {
        throw new Stopped("Nothing happens any more; not finished: " + raw.open());
      }
    }
  }

  /** Tells of files that are finished; false when there are none. */
  private boolean settle(Api api) throws IOException {
    boolean hasNews = false;
    for (JsonNode file : raw.settle(api)) {
      boolean isFirst = tally.processed() == 0;
      boolean isGood = file.path("state").asText().equals("PROCESSED");
      say(tally.add(file) + (isGood ? "" : "  " + new Reason(api).of(file)));
      hasNews = true;
      if (isFirst && tally.processed() == 1) {
        say("first plots are on the page of run " + file.path("run").asLong());
      }
    }
    return hasNews;
  }

  private void say(String line) {
    Duration since = Duration.between(readyAt, Instant.now());
    out.println(String.format(Locale.ROOT, "%7.1f s  %s", since.toMillis() / 1000.0, line));
  }

  /** Ends every process, once; a signal and the end of the work may come together. */
  private synchronized void end() {
    if (hasEnded) {
      return;
    }
    hasEnded = true;
    if (readyAt != null) {
      say(tally.summary());
    }
    family.end();
    server.endLeftoverDatabase(err);
  }
}
