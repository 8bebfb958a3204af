package org.p3s.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.p3s.cli.FakeApi;
import org.p3s.cli.api.Api;
import org.p3s.cli.api.Connection;

/** The demo's raw files: each is told once, and the last ten stay on disk. */
class RawFilesTest {

  @TempDir Path inbox;
  private FakeApi server;
  private Api api;
  private RawFiles files;

  @BeforeEach
  void start() throws IOException {
    server = new FakeApi();
    api = new Api(new Connection(URI.create(server.url()), null));
    files = new RawFiles(inbox);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static String name(int subrun) {
    return "lartpc_raw_run000007_%04d_dl1.raw".formatted(subrun);
  }

  private void write(int count) throws IOException {
    for (int i = 1; i <= count; i++) {
      Files.writeString(inbox.resolve(name(i)), "raw");
      Files.writeString(inbox.resolve(name(i) + ".json"), "{}");
    }
  }

  /** The newest first, as the server lists them. */
  private void serverKnows(int count, String state) {
    String items =
        IntStream.iterate(count, i -> i > 0, i -> i - 1)
            .mapToObj(i -> "{\"name\":\"%s\",\"state\":\"%s\"}".formatted(name(i), state))
            .collect(Collectors.joining(","));
    server.answer("GET /api/v1/files?run=7", "{\"items\":[" + items + "]}");
  }

  @Test
  void eachFinalStateIsToldOnceAndInOrder() throws IOException {
    files.written(name(1));
    files.written(name(2));
    files.written("something else");
    serverKnows(2, "SELECTED");
    serverKnows(2, "PROCESSED");
    assertThat(files.settle(api)).isEmpty();
    assertThat(files.open()).containsExactly(name(1), name(2));
    assertThat(files.settle(api))
        .extracting((JsonNode each) -> each.path("name").asText())
        .containsExactly(name(1), name(2));
    assertThat(files.open()).isEmpty();
    assertThat(files.settle(api)).isEmpty();
  }

  @Test
  void theLastTenStay() throws IOException {
    write(12);
    IntStream.rangeClosed(1, 12).forEach(i -> files.written(name(i)));
    serverKnows(12, "PROCESSED");
    files.settle(api);
    assertThat(inbox.resolve(name(2))).doesNotExist();
    assertThat(inbox.resolve(name(2) + ".json")).doesNotExist();
    assertThat(inbox.resolve(name(3))).exists();
    assertThat(inbox).isDirectoryContaining(file -> file.endsWith(name(12)));
  }

  @Test
  void whatAnEarlierDemoLeftIsRemovedInTime() throws IOException {
    write(11);
    serverKnows(11, "FAILED");
    assertThat(files.highestRun()).isEqualTo(7);
    files.adopt(api);
    assertThat(inbox.resolve(name(1))).doesNotExist();
    assertThat(inbox.resolve(name(2))).exists();
    assertThat(files.open()).isEmpty();
  }

  @Test
  void whatIsNotFinalIsNeverRemoved() throws IOException {
    write(12);
    serverKnows(12, "SELECTED");
    files.adopt(api);
    assertThat(inbox.resolve(name(1))).exists();
  }
}
