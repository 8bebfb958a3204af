package org.p3s.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Server and token come from options, else from the environment, else from the config file. */
class ConnectionTest {

  @TempDir Path home;
  private FakeApi api;

  @BeforeEach
  void start() throws IOException {
    api = new FakeApi();
    api.answer("GET /api/v1/whoami", "{\"name\":\"me\"}");
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private Terminal withConfig(String text) throws IOException {
    Path folder = Files.createDirectories(home.resolve("p3s"));
    Files.writeString(folder.resolve("config"), text);
    return new Terminal(null).with("XDG_CONFIG_HOME", home.toString());
  }

  @Test
  void theConfigFileIsEnough() throws IOException {
    Terminal terminal = withConfig("# mine\n\n server = " + api.url() + "\ntoken=abc\n");
    assertThat(terminal.run("whoami")).isZero();
    assertThat(api.only().token()).isEqualTo("Bearer abc");
  }

  @Test
  void theEnvironmentGoesBeforeTheFileAndOptionsBeforeBoth() throws IOException {
    Terminal terminal = withConfig("server=http://127.0.0.1:1\ntoken=file\n");
    terminal.with("P3S_SERVER", api.url()).with("P3S_TOKEN", "env");
    assertThat(terminal.run("whoami")).isZero();
    assertThat(terminal.run("whoami", "--token", "opt")).isZero();
    assertThat(api.requests)
        .extracting(FakeApi.Request::token)
        .containsExactly("Bearer env", "Bearer opt");
  }

  @Test
  void withoutXdgTheFileIsInTheHome() throws IOException {
    Path folder = Files.createDirectories(home.resolve(".config/p3s"));
    Files.writeString(folder.resolve("config"), "server=" + api.url());
    Terminal terminal = new Terminal(null).with("HOME", home.toString());
    assertThat(terminal.run("whoami")).isZero();
    assertThat(api.only().token()).isNull();
  }

  @Test
  void aWrongLineIsNamed() throws IOException {
    Terminal terminal = withConfig("server=" + api.url() + "\ntokne=abc\n");
    assertThat(terminal.run("whoami")).isEqualTo(2);
    assertThat(terminal.err()).contains("config, line 2: expected server=URL or token=TOKEN");
    assertThat(api.requests).isEmpty();
  }

  @Test
  void aTokenWithALineBreakIsToldAsSuch() {
    Terminal terminal = new Terminal(api.url()).with("P3S_TOKEN", "abc\ndef");
    assertThat(terminal.run("whoami")).isEqualTo(2);
    assertThat(terminal.err()).contains("characters that no token has");
  }

  @Test
  void aPathOfTheServerIsKept() {
    api.answer("GET /p3s/api/v1/whoami", "{\"name\":\"me\"}");
    assertThat(new Terminal(api.url() + "/p3s/").run("whoami")).isZero();
  }
}
