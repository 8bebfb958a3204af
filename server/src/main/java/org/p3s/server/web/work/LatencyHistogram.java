package org.p3s.server.web.work;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;

/** How much of their time finished workflows took, of those that had a deadline. */
@ApplicationScoped
class LatencyHistogram {

  /** Tenths of the ETA, and one for what came late. */
  private static final int BINS = 11;

  /** So many of the newest workflows are looked at. */
  private static final int MOST = 5_000;

  /** Width of the longest bar, in SVG user units. */
  private static final int WIDTH = 300;

  /** Workflows of one bin; public because Jdbi fills it. */
  public record Count(int bin, long workflows) {}

  /**
   * One bin.
   *
   * @param name such as {@code 10 to 20 %}
   * @param width of its bar, from 0 to 300
   */
  public record Bin(String name, long workflows, long width, boolean isLate) {}

  private final Jdbi jdbi;

  LatencyHistogram(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** Empty when none of the newest workflows had a deadline. */
  List<Bin> read() {
    Map<Integer, Long> counts =
        jdbi
            .withHandle(
                handle ->
                    handle
                        .createQuery(
                            """
                            select width_bucket(1 - extract(epoch from deadline - ended_at) / extract(epoch from eta), 0, 1, 10) bin,
                                   count(*) workflows
                            from (select * from workflow where state = 'FINISHED' order by id desc limit :most) w
                            where deadline < 'infinity' and eta > interval '0' group by 1
                            """)
                        .bind("most", MOST)
                        .mapTo(Count.class)
                        .list())
            .stream()
            .collect(
                Collectors.toMap(each -> Math.max(1, each.bin()), Count::workflows, Long::sum));
    long most = counts.values().stream().mapToLong(Long::longValue).max().orElse(0);
    List<Bin> bins = new ArrayList<>();
    for (int bin = 1; bin <= BINS && most > 0; bin++) {
      long workflows = counts.getOrDefault(bin, 0L);
      boolean isLate = bin == BINS;
      String name = isLate ? "late" : "%d to %d %%".formatted(10 * (bin - 1), 10 * bin);
      bins.add(new Bin(name, workflows, workflows * WIDTH / most, isLate));
    }
    return bins;
  }
}
