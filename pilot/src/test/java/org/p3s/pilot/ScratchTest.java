package org.p3s.pilot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pilots of one host share a folder and must not take each other for dead. */
class ScratchTest {

  @TempDir Path base;

  /** Another pilot, which looks for dead ones and says how many it found. */
  static final class OtherPilot {
    public static void main(String[] args) throws IOException {
      System.out.print(Scratch.abandoned(Path.of(args[0])).size());
    }
  }

  private String foundByAnotherPilot() throws IOException, InterruptedException {
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                OtherPilot.class.getName(),
                base.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String found = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(other.waitFor()).isZero();
    return found;
  }

  @Test
  void lookingForDeadPilotsDoesNotFreeOnesOwnFolder() throws IOException, InterruptedException {
    try (Scratch own = Scratch.create(base)) {
      assertThat(Scratch.abandoned(base)).isEmpty();
      assertThat(own.folder()).exists();
      assertThat(foundByAnotherPilot()).isEqualTo("0");
    }
    assertThat(foundByAnotherPilot()).isEqualTo("1");
  }
}
