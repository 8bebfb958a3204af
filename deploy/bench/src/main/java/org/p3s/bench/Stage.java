package org.p3s.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.p3s.bench.machine.Cpu;
import org.p3s.bench.machine.CpuTime;
import org.p3s.bench.machine.ServerProcess;
import org.p3s.bench.measure.Load;
import org.p3s.bench.measure.Measurement;
import org.p3s.bench.measure.Meter;
import org.p3s.bench.measure.Pace;

/** Where one scenario plays: a database of its own, and the servers on it. */
public final class Stage implements AutoCloseable {

  private static final int COMPLAINTS_SHOWN = 3;

  private final Run run;
  private final String database;
  private final List<ServerProcess> servers = new ArrayList<>();

  Stage(Run run, String database, String template) {
    this.run = run;
    this.database = "bench_" + database.replaceAll("[^a-z0-9]", "_");
    run.postgres().create(this.database, template);
  }

  public Run run() {
    return run;
  }

  public String database() {
    return database;
  }

  public String url() {
    return run.postgres().url(database);
  }

  public Connection connect() throws SQLException {
    return run.postgres().connect(database);
  }

  /** Starts a server on what is in the database by now. */
  public ServerProcess server() {
    return server(Map.of());
  }

  /**
   * Starts a server.
   *
   * @param settings {@code P3S_…} variables
   */
  public ServerProcess server(Map<String, String> settings) {
    try {
      Path folder = Files.createDirectories(run.folder().resolve("servers"));
      ServerProcess server =
          ServerProcess.start(run.postgres(), database, folder, run.form().javaOptions(), settings);
      servers.add(server);
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stops them all, and says what they complained about. */
  public void stopServers() {
    for (ServerProcess each : servers) {
      each.close();
      List<String> complaints = each.complaints();
      complaints.stream().limit(COMPLAINTS_SHOWN).forEach(line -> run.say("server: " + line));
      if (complaints.size() > COMPLAINTS_SHOWN) {
        run.say("server: … and %d more complaints".formatted(complaints.size() - COMPLAINTS_SHOWN));
      }
    }
    servers.clear();
  }

  /** CPU time used so far by this stage's servers, by PostgreSQL and by this process. */
  public Cpu cpu() {
    double server = servers.stream().mapToDouble(ServerProcess::cpu).sum();
    return new Cpu(server, run.postgres().cpu(), ownCpu());
  }

  private static double ownCpu() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean own
        ? own.getProcessCpuTime() / 1e3
        : 0;
  }

  /** Lets a load run until Java has compiled itself. */
  public void warmUp(Load load, Pace pace) {
    meter().warmUp(load, pace);
  }

  /** Measures a load that runs on this stage. */
  public Measurement measure(Load load, Pace pace) {
    run.postgres().checkpoint();
    return meter().measure(load, pace);
  }

  private Meter meter() {
    return new Meter(this::cpu, this::compilers);
  }

  /** The servers' and this process's. */
  private double compilers() {
    return servers.stream().mapToDouble(ServerProcess::compilers).sum()
        + CpuTime.ofCompilers(ProcessHandle.current().pid());
  }

  /** The only number that a query gives. */
  public long number(String sql) {
    return Long.parseLong(text(sql));
  }

  /** The only text that a query gives. */
  public String text(String sql) {
    return texts(sql).get(0);
  }

  /** The first column of what a query gives. */
  public List<String> texts(String sql) {
    List<String> texts = new ArrayList<>();
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        texts.add(row.getString(1));
      }
      return texts;
    } catch (SQLException e) {
      throw new Broken(sql + ": " + e.getMessage(), e);
    }
  }

  /** Runs statements that give nothing. */
  public void execute(String sql) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new Broken(sql + ": " + e.getMessage(), e);
    }
  }

  /** Fails unless the database agrees with what was counted outside. */
  public void mustBe(String what, long expected, String sql) {
    long found = number(sql);
    if (found != expected) {
      throw new Broken("%s: counted %d, the database has %d".formatted(what, expected, found));
    }
  }

  @Override
  public void close() {
    stopServers();
    run.postgres().drop(database);
  }
}
