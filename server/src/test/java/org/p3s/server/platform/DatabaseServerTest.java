package org.p3s.server.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which process a stale {@code postmaster.pid} may stop. */
class DatabaseServerTest {

  @TempDir Path folder;

  private Path data;
  private Process process;

  @BeforeEach
  void aDataDirectory() throws IOException {
    data = Files.createDirectory(folder.resolve("db"));
  }

  @AfterEach
  void end() {
    if (process != null) {
      process.destroyForcibly();
    }
  }

  /** A process named postgres that does nothing, in this folder. */
  private void postgres(Path where) throws IOException {
    Path program = folder.resolve("postgres");
    Files.copy(Path.of("/bin/sleep"), program);
    process = new ProcessBuilder(program.toString(), "60").directory(where.toFile()).start();
    Files.writeString(data.resolve("postmaster.pid"), process.pid() + "\n" + data + "\n");
  }

  @Test
  void theOneThatServesOurData() throws IOException {
    postgres(data);
    assertThat(DatabaseServer.postmaster(data)).contains(process.toHandle());
  }

  @Test
  void noneThatServesOthers() throws IOException {
    postgres(folder);
    assertThat(DatabaseServer.postmaster(data)).isEmpty();
  }

  @Test
  void noneThatIsNoPostgreSql() throws IOException {
    process = new ProcessBuilder("sleep", "60").directory(data.toFile()).start();
    Files.writeString(data.resolve("postmaster.pid"), process.pid() + "\n");
    assertThat(DatabaseServer.postmaster(data)).isEmpty();
  }
}
