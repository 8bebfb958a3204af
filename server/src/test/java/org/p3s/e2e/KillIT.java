package org.p3s.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pilots and the server are killed hard while files arrive: every file ends in exactly one final
 * state, and no job ever runs twice at the same time.
 */
class KillIT {

  private static final int FILES = 12;

  /** Holds a lock while it runs; whoever finds it taken says so in a file. */
  private static final String PAYLOAD =
      "exec 9>>\\\"$LOCKS/$P3S_JOB_ID\\\"; flock -n 9 || echo $P3S_JOB_ID >> \\\"$LOCKS/overlaps\\\"; sleep 0.7; exit 0";

  @TempDir Path folder;

  @Test
  void whateverIsKilledEveryFileEndsOnceAndNoJobRunsTwiceAtATime() throws IOException {
    Path inbox = Files.createDirectory(folder.resolve("inbox"));
    Path locks = Files.createDirectory(folder.resolve("locks"));
    Map<String, String> settings =
        Map.of("P3S_INBOX", inbox.toString(), "P3S_HEARTBEAT", "PT1S", "P3S_LEASE", "PT8S");
    Map<String, String> ours = Map.of("LOCKS", locks.toString());
    List<Program> pilots = new ArrayList<>();
    try (Server server = new Server(folder.resolve("data"), settings)) {
      prepare(server);
      pilots.add(server.pilot("one", ours, "--slots", "2"));
      pilots.add(server.pilot("two", ours, "--slots", "2"));
      for (int i = 0; i < FILES; i++) {
        arrive(inbox, i);
      }
      Program.await(() -> done(server) >= 2, Duration.ofMinutes(1), "two files");

      pilots.get(0).killHard();
      pilots.add(server.pilot("three", ours, "--slots", "2"));
      Program.await(() -> done(server) >= 4, Duration.ofMinutes(1), "four files");

      server.killHard();
      server.start();
      Program.await(
          () -> done(server) == FILES,
          Duration.ofMinutes(2),
          "all files to end, with " + server.output());

      assertThat(states(server)).containsOnly(Map.entry("PROCESSED", FILES));
      assertThat(locks.resolve("overlaps")).doesNotExist();
      List<Long> workflows = server.admin().get("/workflows?limit=500").path("items.id");
      assertThat(workflows).hasSize(FILES);
    } finally {
      pilots.forEach(Program::close);
    }
  }

  private static void prepare(Server server) {
    server
        .admin()
        .contentType("application/xml")
        .body(
            """
            <graphml xmlns="http://graphml.graphdrawing.org/xmlns">
            <key id="p" for="node" attr.name="payload" attr.type="string"/>
            <key id="e" for="node" attr.name="env" attr.type="string"/>
            <graph edgedefault="directed">
            <node id="first"><data key="p">%1$s</data><data key="e">{"P3S_EXECMODE": "SHELL"}</data></node>
            <node id="second"><data key="p">%1$s</data><data key="e">{"P3S_EXECMODE": "SHELL"}</data></node>
            <edge source="first" target="second"/>
            </graph></graphml>
            """
                .formatted(PAYLOAD.replace("\\\"", "&quot;").replace(">", "&gt;")))
        .post("/dag-templates?name=locked")
        .then()
        .statusCode(201);
    server
        .admin()
        .body("{\"name\": \"all\", \"pattern\": \"x_.*\\\\.raw\", \"template\": \"locked\"}")
        .post("/triggers")
        .then()
        .statusCode(201);
  }

  private static void arrive(Path inbox, int i) throws IOException {
    Path hidden = Files.writeString(inbox.resolve(".part"), "file " + i);
    String name = "x_raw_run%06d_%04d_dl1.raw".formatted(7, i);
    Files.move(hidden, inbox.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  private static Map<String, Integer> states(Server server) {
    List<String> states = server.admin().get("/files?limit=500").path("items.state");
    Map<String, Integer> counts = new TreeMap<>();
    states.forEach(each -> counts.merge(each, 1, Integer::sum));
    return counts;
  }

  private static int done(Server server) {
    Map<String, Integer> counts = states(server);
    counts.remove("SEEN");
    counts.remove("SELECTED");
    return counts.values().stream().mapToInt(each -> each).sum();
  }
}
