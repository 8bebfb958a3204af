package org.p3s.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher with Javas and builds that are scripts, in a folder with a space in its name. */
class LauncherTest {

  @TempDir Path folder;
  private Path home;
  private Path machine;
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void install() throws IOException {
    home = Files.createDirectories(folder.resolve("the sources"));
    machine = Files.createDirectories(folder.resolve("jvm"));
    // the real folders would bring the Javas of this machine in
    String launcher =
        Files.readString(Path.of("..", "p3s"))
            .replace("/usr/lib/jvm/*", machine + "/*")
            .replace("/opt/*", machine + "/none/*")
            .replace("/Library/", machine + "/none/");
    script(home.resolve("p3s"), launcher);
    script(home.resolve("mvnw"), "#!/bin/sh\necho \"mvnw $JAVA_HOME\"\nexit 1\n");
    for (String each :
        List.of("pilot/target/p3s.jar", "server/target/quarkus-app/quarkus-run.jar")) {
      Files.createDirectories(home.resolve(each).getParent());
      Files.writeString(home.resolve(each), "");
    }
  }

  private static void script(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** A Java that prints its name and its arguments, one a line. */
  private Path java(String name, String version) throws IOException {
    Path java = machine.resolve(name);
    script(java.resolve("bin/java"), "#!/bin/sh\nprintf '%s\\n' " + name + " \"$@\"\n");
    script(java.resolve("bin/javac"), "#!/bin/sh\n");
    Files.writeString(java.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    return java;
  }

  private record Run(int code, String out, String err) {
    List<String> lines() {
      return out.lines().toList();
    }
  }

  private Run run(Path launcher, String... args) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("bash", launcher.toString()));
    command.addAll(Arrays.asList(args));
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> variables = builder.environment();
    variables.clear();
    variables.put("PATH", tools().toString());
    variables.put("HOME", folder.toString());
    variables.putAll(environment);
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Run(process.waitFor(), out, err);
  }

  /** The few programs that it needs, and no Java among them. */
  private Path tools() throws IOException {
    Path tools = Files.createDirectories(folder.resolve("tools"));
    for (String each : List.of("bash", "sh", "dirname", "readlink", "cat")) {
      for (String place : List.of("/bin", "/usr/bin")) {
        Path program = Path.of(place, each);
        if (Files.exists(program) && !Files.exists(tools.resolve(each))) {
          script(tools.resolve(each), "#!/bin/sh\nexec %s \"$@\"\n".formatted(program));
        }
      }
    }
    return tools;
  }

  private Run run(String... args) throws IOException, InterruptedException {
    return run(home.resolve("p3s"), args);
  }

  @Test
  void theNewestJavaIsTaken() throws IOException, InterruptedException {
    java("a8", "1.8.0_392");
    java("b17", "17.0.16");
    java("c21", "21.0.2");
    java("d9", "9.0.4");
    java("e21", "21.0.11");
    assertThat(run("ping").lines()).startsWith("e21");
  }

  @Test
  void theJavaOfTheUserGoesFirstUnlessItIsTooOld() throws IOException, InterruptedException {
    java("new", "25");
    environment.put("JAVA_HOME", java("chosen", "17").toString());
    assertThat(run("ping").lines()).startsWith("chosen");
    environment.put("JAVA_HOME", java("old", "11.0.2").toString());
    assertThat(run("ping").lines()).startsWith("new");
  }

  @Test
  void aJavaWithoutReleaseFileIsAsked() throws IOException, InterruptedException {
    Path java = java("mute", "17");
    Files.delete(java.resolve("release"));
    script(
        java.resolve("bin/java"),
        "#!/bin/sh\n[ \"$1\" = -version ] && echo 'openjdk version \"22-ea\" 2026' >&2 || echo mute\n");
    java("old", "17");
    assertThat(run("ping").lines()).containsExactly("mute");
  }

  @Test
  void withoutJavaThereIsOneSentence() throws IOException, InterruptedException {
    java("old", "11");
    Run run = run("demo");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).hasLineCount(1).contains("p3s needs Java 17 or newer");
  }

  @Test
  void argumentsArriveAsTheyAreAlsoThroughLinks() throws IOException, InterruptedException {
    java("java", "17");
    Path bin = Files.createDirectories(folder.resolve("my bin"));
    Files.createSymbolicLink(bin.resolve("one"), Path.of("..", "the sources", "p3s"));
    Files.createSymbolicLink(bin.resolve("p3s"), Path.of("one"));
    Run run = run(bin.resolve("p3s"), "token", "create", "two words", "", "a*");
    assertThat(run.lines())
        .contains("-Dp3s.terminal=false")
        .endsWith(
            home.toRealPath() + "/pilot/target/p3s.jar", "token", "create", "two words", "", "a*");
  }

  @Test
  void theServerHasItsOwnOptions() throws IOException, InterruptedException {
    java("java", "25.0.1");
    assertThat(run("server", "--port", "1").lines())
        .contains("-Xmx512m", "-XX:+UseG1GC", "--sun-misc-unsafe-memory-access=allow")
        .endsWith("--port", "1");
    environment.put("P3S_JAVA_OPTS", "-Xmx2g -Dx=y");
    assertThat(run("server").lines()).contains("-Xmx2g", "-Dx=y").doesNotContain("-Xmx512m");
    java("java", "17");
    assertThat(run("server").lines()).doesNotContain("--sun-misc-unsafe-memory-access=allow");
  }

  @Test
  void withoutABuildItBuilds() throws IOException, InterruptedException {
    java("java", "17");
    Files.delete(home.resolve("pilot/target/p3s.jar"));
    script(home.resolve("mvnw"), "#!/bin/sh\necho built by $JAVA_HOME; : > pilot/target/p3s.jar\n");
    Run run = run("ping");
    assertThat(run.code()).isZero();
    assertThat(run.lines()).startsWith("java").contains("ping");
    assertThat(run.err()).contains("Building", "built by " + machine.resolve("java"));
  }

  @Test
  void aBuildThatFailsEndsIt() throws IOException, InterruptedException {
    java("java", "17");
    // the payloads of the demo are missing
    Run run = run("demo");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("The build failed");
  }

  @Test
  void aJreRunsButDoesNotBuild() throws IOException, InterruptedException {
    Path jre = java("jre", "21");
    Files.delete(jre.resolve("bin/javac"));
    assertThat(run("ping").code()).isZero();
    Files.delete(home.resolve("pilot/target/p3s.jar"));
    Run run = run("ping");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("building needs a JDK of version 17 or newer");
  }
}
