package org.p3s.server.data;

import static org.p3s.server.platform.SqlArray.longs;

import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;

/**
 * Narrows a list of files, the newest first, to those whose names begin with a text. Where few
 * names do, they are looked up; where many do, the newest of them are soon met by going through all
 * files.
 */
public final class NamePrefix {

  private static final int FEW = 1_000;

  /** Comes after every other character. */
  private static final String LAST = Character.toString(Character.MAX_CODE_POINT);

  private final String prefix;
  private final List<Long> found;

  private NamePrefix(String prefix, List<Long> found) {
    this.prefix = prefix;
    this.found = found;
  }

  /**
   * Looks them up.
   *
   * @param prefix null narrows nothing
   */
  public static NamePrefix of(String prefix, Jdbi jdbi) {
    return new NamePrefix(prefix, prefix == null ? List.of() : find(prefix, jdbi));
  }

  private static List<Long> find(String prefix, Jdbi jdbi) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "select id from file where name ~>=~ :prefix and name ~<~ :after limit :few + 1")
                .bind("prefix", prefix)
                .bind("after", prefix + LAST)
                .bind("few", FEW)
                .mapTo(Long.class)
                .list());
  }

  /** To be added to the conditions of a query; may be empty. */
  public String condition() {
    if (prefix == null) {
      return "";
    }
    return found.size() > FEW ? " and starts_with(name, :prefix)" : " and id = any(:named)";
  }

  /** Binds what the condition needs, and perhaps more. */
  public Query bind(Query query) {
    return query.bind("prefix", prefix).bind("named", longs(found));
  }
}
