package org.p3s.server.platform;

import static java.util.Locale.ROOT;

import java.sql.SQLException;

/** Whether it was the database that failed, and not what was asked of it. */
public final class Outage {

  private Outage() {}

  /**
   * Whether the database does not answer, has no resources left, or is starting or shutting down:
   * trying something else at once is no use.
   */
  public static boolean isBehind(Throwable cause) {
    String state = sqlState(cause);
    return state.startsWith("08") || state.startsWith("53") || state.startsWith("57P");
  }

  /** Whether another transaction was preferred: the same may work now. */
  static boolean wasLost(Throwable cause) {
    return sqlState(cause).startsWith("40");
  }

  /** Of the outermost error of SQL; empty when there is none. */
  private static String sqlState(Throwable cause) {
    for (Throwable each = cause; each != null; each = each.getCause()) {
      if (each instanceof SQLException sql) {
        if (sql.getSQLState() != null) {
          return sql.getSQLState();
        }
        // the pool has no states of its own
        if (String.valueOf(sql.getMessage()).toLowerCase(ROOT).contains("acquisition timeout")) {
          return "08";
        }
      }
    }
    return "";
  }
}
