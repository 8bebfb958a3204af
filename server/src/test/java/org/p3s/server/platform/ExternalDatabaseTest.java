package org.p3s.server.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class ExternalDatabaseTest {

  @Test
  void aDeadServerIsNamedWithoutPasswords() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    String url = "postgresql://127.0.0.1:%d/p3s?password=hidden1".formatted(port);
    assertThatThrownBy(() -> ExternalDatabase.of(url, "p3s", "hidden2").check())
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining("jdbc:postgresql://127.0.0.1:" + port + "/p3s")
        .hasMessageNotContaining("hidden")
        .hasMessageNotContaining("\n");
  }

  @Test
  void anotherDatabaseIsRefused() {
    assertThatThrownBy(() -> ExternalDatabase.of("mysql://u:hidden@h/p3s", "p3s", "").check())
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining("must begin with postgresql://")
        .hasMessageNotContaining("hidden");
  }

  @Test
  void anOldPostgreSqlIsRefused() throws Exception {
    ExternalDatabase database = ExternalDatabase.of("postgresql://db/p3s", "p3s", "");
    assertThatThrownBy(() -> database.refuseOld(14))
        .isInstanceOf(CannotStart.class)
        .hasMessage(
            "The database jdbc:postgresql://db/p3s is PostgreSQL 14; p3s needs 15 or newer.");
    database.refuseOld(15);
    assertThat(database.url()).startsWith("jdbc:");
  }
}
