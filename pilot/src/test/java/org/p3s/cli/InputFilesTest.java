package org.p3s.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.p3s.protocol.Json;

/** Graphs that are imported, and raw files that are announced. */
class InputFilesTest {

  @TempDir Path folder;
  private FakeApi api;
  private Terminal terminal;

  @BeforeEach
  void start() throws IOException {
    api = new FakeApi();
    terminal = new Terminal(api.url());
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void aGraphIsSentAsItIs() throws IOException {
    Path graph = Files.writeString(folder.resolve("g.graphml"), "<graphml>\r\n</graphml>");
    api.answer(
        "POST /api/v1/dag-templates?name=a%2Fb%20c&file=g", 201, "{\"name\":\"x\",\"version\":1}");
    assertThat(terminal.run("dag", "import", graph.toString(), "--name", "a/b c")).isZero();
    assertThat(api.only().body()).isEqualTo("<graphml>\r\n</graphml>");
    assertThat(api.only().type()).isEqualTo("application/graphml+xml");
  }

  @Test
  void problemsOfAGraphBeginLikeThoseOfACompiler() throws IOException {
    Path graph = Files.writeString(folder.resolve("g.graphml"), "<graphml/>");
    api.answer(
        "POST /api/v1/dag-templates?file=g",
        422,
        """
        {"detail":"2 things are wrong with the input.","violations":[
          {"line":12,"message":"cycle: a, b, a"},{"message":"no jobs"}]}
        """);
    assertThat(terminal.run("dag", "import", graph.toString())).isEqualTo(2);
    assertThat(terminal.err())
        .contains("  " + graph + ":12: cycle: a, b, a\n", "  " + graph + ": no jobs\n");
  }

  @Test
  void ofALocalFileAllIsTold() throws IOException {
    Path raw = Files.writeString(folder.resolve("np04_raw_run000051_0001_dl1.root"), "Wikipedia");
    Files.writeString(folder.resolve(raw.getFileName() + ".json"), "{\"runs\":[[51,1,\"x\"]]}");
    api.answer("POST /api/v1/files", "{\"items\":[{\"id\":1,\"name\":\"n\"}]}");
    assertThat(terminal.run("file", "announce", raw.toString(), "--stream", "cosmics")).isZero();
    JsonNode event = Json.MAPPER.readTree(api.only().body()).get(0);
    assertThat(event.path("name").asText()).isEqualTo(raw.getFileName().toString());
    assertThat(event.path("url").asText()).isEqualTo(raw.toString());
    assertThat(event.path("size").asLong()).isEqualTo(9);
    // the checksum that RFC 1950's readers know by heart
    assertThat(event.path("checksum").asText()).isEqualTo("adler32:11e60398");
    assertThat(event.path("metadata").path("runs").get(0).get(0).asInt()).isEqualTo(51);
    assertThat(event.path("stream").asText()).isEqualTo("cosmics");
    assertThat(event.has("run")).isFalse();
  }

  @Test
  void aUrlIsAnnouncedUnseen() throws IOException {
    api.answer("POST /api/v1/files", "{\"items\":[]}");
    String url = "root://eos.example.org//raw/f.root?x=1";
    assertThat(terminal.run("file", "announce", url, "--run", "7")).isZero();
    assertThat(Json.MAPPER.readTree(api.only().body()))
        .isEqualTo(
            Json.MAPPER.readTree(
                "[{\"name\":\"f.root\",\"url\":\"%s\",\"run\":7}]".formatted(url)));
  }

  @Test
  void aContradictionIsAConflict() {
    api.answer(
        "POST /api/v1/files",
        "{\"items\":[{\"id\":1,\"name\":\"f\",\"conflict\":\"Known with 5 bytes.\"}]}");
    assertThat(terminal.run("file", "announce", "http://h/f")).isEqualTo(5);
    assertThat(terminal.err()).isEqualTo("f: Known with 5 bytes.\n");
  }

  @Test
  void whatCannotBeReadIsNotAnnounced() throws IOException {
    Path raw = Files.writeString(folder.resolve("a.raw"), "x");
    Files.writeString(folder.resolve("a.raw.json"), "{\"runs\": ");
    assertThat(terminal.run("file", "announce", folder.toString())).isEqualTo(2);
    assertThat(terminal.err()).contains("is no file");
    assertThat(terminal.run("file", "announce", raw.toString())).isEqualTo(2);
    assertThat(terminal.err()).contains("a.raw.json is no JSON");
    assertThat(api.requests).isEmpty();
  }
}
