package org.p3s.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./p3s demo}: everything that is shipped, run as it is shipped. */
class DemoIT {

  private static final Duration LIMIT = Duration.ofMinutes(3);

  @TempDir Path folder;

  private Program demo(int port, String... more) {
    String[] command = new String[5 + more.length];
    System.arraycopy(
        new String[] {"demo", "--port", "" + port, "--data", folder.resolve("demo").toString()},
        0,
        command,
        0,
        5);
    System.arraycopy(more, 0, command, 5, more.length);
    return Program.p3s(Map.of(), command);
  }

  /** Processes that carry the demo's folder in their command line. */
  private List<String> leftovers() {
    return ProcessHandle.allProcesses()
        .filter(each -> each.info().commandLine().orElse("").contains(folder.toString()))
        .map(each -> each.info().commandLine().orElse(""))
        .toList();
  }

  @Test
  void itEndsByItselfAfterItsFiles() {
    Program demo = demo(Program.freePort(), "--files", "6", "--rate", "60");
    assertThat(demo.exitCode(LIMIT)).as(demo.output()).isZero();
    assertThat(demo.output()).contains("6 files: 6 processed");
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void aFileThatIsCutFailsWithAReasonThatCanBeRead() {
    Program demo =
        demo(Program.freePort(), "--files", "1", "--rate", "60", "--faults", "truncated");
    assertThat(demo.exitCode(LIMIT)).as(demo.output()).isEqualTo(1);
    assertThat(demo.output()).containsPattern("FAILED .*decode.*(truncated|ends|cut)");
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void ctrlCEndsAllThatItStarted() throws Exception {
    int port = Program.freePort();
    try (Program demo = demo(port)) {
      demo.waitUntilSaid("PROCESSED", LIMIT);
      URI page = URI.create("http://localhost:" + port + "/login");
      HttpURLConnection connection = (HttpURLConnection) page.toURL().openConnection();
      assertThat(connection.getResponseCode()).isLessThan(500);
      demo.interrupt();
      assertThat(demo.exitCode(Duration.ofSeconds(30))).isNotZero();
    }
    Program.await(() -> leftovers().isEmpty(), Duration.ofSeconds(10), "processes to be gone");
  }
}
