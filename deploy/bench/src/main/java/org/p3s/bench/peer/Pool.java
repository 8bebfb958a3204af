package org.p3s.bench.peer;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import org.p3s.bench.Stage;

/** Connections for a peer, in the pool that its own guide recommends. */
final class Pool {

  private Pool() {}

  static HikariDataSource of(Stage stage, int connections) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(stage.url());
    config.setMaximumPoolSize(connections);
    return new HikariDataSource(config);
  }
}
