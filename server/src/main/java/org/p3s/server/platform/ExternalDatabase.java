package org.p3s.server.platform;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/**
 * A PostgreSQL that somebody else runs.
 *
 * @param url for JDBC
 */
record ExternalDatabase(String url, String user, String password) {

  private static final int OLDEST = 15;
  private static final String PATIENCE_SECONDS = "10";

  /** With or without {@code jdbc:} before the URL. */
  static ExternalDatabase of(String url, String user, String password) {
    return new ExternalDatabase(url.startsWith("jdbc:") ? url : "jdbc:" + url, user, password);
  }

  /** Tries it out, so that what is wrong is said in one sentence. */
  void check() throws CannotStart {
    if (!url.startsWith("jdbc:postgresql:")) {
      throw new CannotStart(
          "P3S_DB_URL is %s; it must begin with postgresql:// or jdbc:postgresql://."
              .formatted(shown()));
    }
    Properties login = new Properties();
    login.setProperty("user", user);
    login.setProperty("password", password);
    login.setProperty("connectTimeout", PATIENCE_SECONDS);
    login.setProperty("loginTimeout", PATIENCE_SECONDS);
    login.setProperty("socketTimeout", PATIENCE_SECONDS);
    try (Connection connection = DriverManager.getConnection(url, login)) {
      refuseOld(connection.getMetaData().getDatabaseMajorVersion());
    } catch (SQLException e) {
      throw new CannotStart(
          "The database %s of P3S_DB_URL cannot be used as user %s: %s"
              .formatted(shown(), user, oneLine(e)),
          e);
    }
  }

  void refuseOld(int version) throws CannotStart {
    if (version < OLDEST) {
      throw new CannotStart(
          "The database %s is PostgreSQL %d; p3s needs %d or newer."
              .formatted(shown(), version, OLDEST));
    }
  }

  /** The URL without passwords, which may stand in it in two ways. */
  String shown() {
    return url.replaceAll("(?i)((?:ssl)?password=)[^&]*", "$1…")
        .replaceAll("(//[^/:@]*):[^/@]*@", "$1:…@");
  }

  private String oneLine(SQLException e) {
    String why = String.valueOf(e.getMessage()).strip().replaceAll("\\s+", " ");
    String safe = password.isEmpty() ? why : why.replace(password, "…");
    return safe.endsWith(".") ? safe : safe + ".";
  }
}
