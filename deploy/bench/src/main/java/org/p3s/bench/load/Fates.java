package org.p3s.bench.load;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.p3s.bench.Broken;
import org.p3s.bench.Stage;

/** What became of the files of a {@link Replay}, as the database says. */
public final class Fates {

  /** A file in seconds of the database's clock. */
  private record File(
      int place, double seen, double settled, boolean isInTime, boolean isDropped) {}

  private static final String FILES =
      """
      select subrun, extract(epoch from seen_at), extract(epoch from settled_at),
             state = 'PROCESSED' and settled_at - seen_at <= cast('%s' as interval),
             state <> 'PROCESSED'
      from file where name like '%s%%' order by subrun
      """;

  private final List<File> files = new ArrayList<>();
  private final List<String> counts;

  private Fates(List<String> counts) {
    this.counts = counts;
  }

  /**
   * Reads them. Every file must have come to exactly one end, and nothing of its workflow be left.
   *
   * @param template of the trigger, with whose name theirs begin
   * @param announced how many there must be
   * @param eta ISO 8601
   */
  public static Fates read(Stage stage, String template, int announced, String eta) {
    String ofTemplate = "name like '%s%%'".formatted(template);
    stage.mustBe("files", announced, "select count(*) from file where " + ofTemplate);
    stage.mustBe("files without end", 0, "select count(*) from file where settled_at is null");
    stage.mustBe(
        "files that are neither processed nor dropped",
        0,
        "select count(*) from file where state not in ('PROCESSED', 'SHED', 'STALE')");
    stage.mustBe(
        "workflows without end",
        0,
        "select count(*) from workflow where state in ('DEFINED', 'RUNNING')");
    stage.mustBe(
        "jobs without end",
        0,
        "select count(*) from job where state in ('WAITING', 'READY', 'DISPATCHED', 'RUNNING')");
    stage.mustBe(
        "processed files",
        stage.number("select count(*) from file where state = 'PROCESSED'"),
        "select count(*) from workflow where state = 'FINISHED'");
    Fates fates =
        new Fates(
            stage.texts(
                "select concat_ws(' ', count(*), state, cause) from file where %s group by state, cause order by state, cause"
                    .formatted(ofTemplate)));
    fates.readFiles(stage, template, eta);
    return fates;
  }

  private void readFiles(Stage stage, String template, String eta) {
    try (Connection connection = stage.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(FILES.formatted(eta, template))) {
      while (row.next()) {
        files.add(
            new File(
                row.getInt(1),
                row.getDouble(2),
                row.getDouble(3),
                row.getBoolean(4),
                row.getBoolean(5)));
      }
    } catch (SQLException e) {
      throw new Broken("The files cannot be read", e);
    }
  }

  /** By state and cause. */
  public String counts() {
    return String.join(", ", counts);
  }

  /** Files whose results came within the ETA. */
  public int onTime() {
    return (int) files.stream().filter(File::isInTime).count();
  }

  /** Files that were not taken, or given up. */
  public int dropped() {
    return (int) files.stream().filter(File::isDropped).count();
  }

  /** Files whose results came after the ETA. */
  public int late() {
    return files.size() - onTime() - dropped();
  }

  /** Seconds from file seen to results, of this part of those in time. */
  public double latency(double part) {
    double[] sorted =
        files.stream()
            .filter(File::isInTime)
            .mapToDouble(each -> each.settled() - each.seen())
            .sorted()
            .toArray();
    return sorted.length == 0 ? 0 : sorted[(int) (part * (sorted.length - 1))];
  }

  /**
   * The greatest age, in seconds, that the newest results in time ever had: the time for which the
   * file behind it had been there.
   */
  public double stalest() {
    List<File> ended =
        files.stream()
            .filter(File::isInTime)
            .sorted(Comparator.comparingDouble(File::settled))
            .toList();
    int newest = -1;
    double stalest = 0;
    for (File each : ended) {
      if (each.place() > newest) {
        stalest = Math.max(stalest, each.settled() - files.get(newest + 1).seen());
        newest = each.place();
      }
    }
    return stalest;
  }
}
