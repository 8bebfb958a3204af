package org.p3s.e2e;

import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** The packaged server as a process, on a port and a data directory of its own. */
final class Server implements AutoCloseable {

  static final String ADMIN = "admin-token-of-the-tests";

  final int port = Program.freePort();
  final Path data;
  private final Map<String, String> settings;
  private Program program;

  Server(Path data, Map<String, String> settings) {
    this.data = data;
    this.settings = new HashMap<>(settings);
    this.settings.put("P3S_ADMIN_TOKEN", ADMIN);
    start();
  }

  void start() {
    program =
        Program.java(
            "server",
            settings,
            "-Xmx512m",
            "-XX:+UseG1GC",
            "-jar",
            Program.HOME.resolve("server/target/quarkus-app/quarkus-run.jar").toString(),
            "--port",
            Integer.toString(port),
            "--data",
            data.toString());
    program.waitUntilSaid("p3s ready: ", Duration.ofSeconds(90));
  }

  void killHard() {
    program.killHard();
  }

  String url() {
    return "http://localhost:" + port;
  }

  String output() {
    return program.output();
  }

  RequestSpecification admin() {
    return RestAssured.given()
        .baseUri(url())
        .basePath("/api/v1")
        .header("Authorization", "Bearer " + ADMIN)
        .contentType(ContentType.JSON);
  }

  /** A pilot process that works for this server. */
  Program pilot(String name, Map<String, String> environment, String... arguments) {
    Map<String, String> all = new HashMap<>(environment);
    all.put("P3S_SERVER", url());
    all.put("P3S_TOKEN", ADMIN);
    String[] command = new String[8 + arguments.length];
    System.arraycopy(
        new String[] {
          "-Xmx64m",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-jar",
          Program.HOME.resolve("pilot/target/p3s.jar").toString(),
          "pilot",
          "--name",
          name
        },
        0,
        command,
        0,
        8);
    System.arraycopy(arguments, 0, command, 8, arguments.length);
    return Program.java(name, all, command);
  }

  @Override
  public void close() {
    program.close();
  }
}
