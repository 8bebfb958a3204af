package org.p3s.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands in the way of a start is said in one sentence, and nothing is left half-started. */
class StartIT {

  private static final Duration LIMIT = Duration.ofMinutes(1);

  @TempDir Path folder;

  private Program server(String... arguments) {
    String[] command = new String[arguments.length + 1];
    command[0] = "server";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    return Program.p3s(Map.of(), command);
  }

  private static void refuses(Program program, String sentence) {
    assertThat(program.exitCode(LIMIT)).isNotZero();
    assertThat(program.output()).contains(sentence).doesNotContain("\tat ");
  }

  @Test
  void aTakenPort() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Path data = folder.resolve("data");
      refuses(
          server("--port", "" + taken.getLocalPort(), "--data", data.toString()),
          "choose another with --port");
      assertThat(data).doesNotExist();
    }
  }

  @Test
  void aDataDirectoryOfAnotherVersion() throws IOException {
    Files.writeString(folder.resolve("VERSION"), "p3s data 0\n");
    refuses(
        server("--port", "" + Program.freePort(), "--data", folder.toString()),
        "is of another version");
  }

  @Test
  void aFolderThatIsNoDataDirectory() throws IOException {
    Files.writeString(folder.resolve("thesis.tex"), "\\begin{document}");
    refuses(
        server("--port", "" + Program.freePort(), "--data", folder.toString()),
        "is not empty and no p3s data directory");
    assertThat(folder.resolve("db")).doesNotExist();
  }

  @Test
  void anUnknownOption() {
    Program program = server("--prot", "1");
    refuses(program, "Unknown option --prot");
    assertThat(program.exitCode(LIMIT)).isEqualTo(2);
  }

  @Test
  void anAdminTokenThatIsTooShort() {
    refuses(
        Program.p3s(
            Map.of("P3S_ADMIN_TOKEN", "short"), "server", "--data", folder.resolve("d").toString()),
        "P3S_ADMIN_TOKEN is too short");
  }

  @Test
  void theSecondStartFindsTheDataOfTheFirst() {
    Path data = folder.resolve("data");
    try (Server server = new Server(data, Map.of())) {
      server.admin().body("{\"ext\": \".fits\"}").put("/data-types/FITS").then().statusCode(200);
      refuses(
          server("--port", "" + Program.freePort(), "--data", data.toString()),
          "is in use by another p3s server");
      server.killHard();
      server.start();
      assertThat(server.admin().get("/data-types").<java.util.List<String>>path("items.name"))
          .contains("FITS");
    }
  }

  @Test
  void theFirstStartPrintsATokenAndALinkOnce() {
    Path data = folder.resolve("data");
    String port = "" + Program.freePort();
    try (Program first = server("--port", port, "--data", data.toString())) {
      first.waitUntilSaid("Login link (works once): http://localhost:" + port, LIMIT);
      assertThat(first.output()).contains("Admin token (shown this once): p3s_");
    }
    try (Program second = server("--port", port, "--data", data.toString())) {
      second.waitUntilSaid("p3s ready: ", LIMIT);
      assertThat(second.output()).doesNotContain("Admin token");
    }
  }
}
