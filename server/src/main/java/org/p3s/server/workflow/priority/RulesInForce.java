package org.p3s.server.workflow.priority;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.OptionalInt;
import org.jdbi.v3.core.Jdbi;

/** The rules by which jobs that are still to be made will get their priorities. */
@ApplicationScoped
public class RulesInForce {

  /** One of them; what is null narrows nothing. Public because Jdbi fills it. */
  public record Row(Long templateId, String vertex, Long run, String stream, int priority) {

    private boolean means(long template, String job, Long ofRun, String ofStream) {
      return (templateId == null || templateId == template)
          && (vertex == null || vertex.equals(job))
          && (run == null || run.equals(ofRun))
          && (stream == null || stream.equals(ofStream));
    }
  }

  /** What they say, the most exact first. */
  public record Rules(List<Row> rows) {

    public static final Rules NONE = new Rules(List.of());

    /** The priority of such a job; empty when no rule means it. */
    public OptionalInt of(long template, String job, Long run, String stream) {
      return rows.stream()
          .filter(each -> each.means(template, job, run, stream))
          .mapToInt(Row::priority)
          .findFirst();
    }
  }

  private final Jdbi jdbi;

  RulesInForce(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** As they are now: a handful, read anew each time. */
  public Rules read() {
    return new Rules(
        jdbi.withHandle(
            handle ->
                handle
                    .createQuery(
                        """
                        select template_id, vertex, run, stream, priority from priority_rule
                        order by num_nonnulls(template_id, vertex, run, stream) desc, set_no desc
                        """)
                    .mapTo(Row.class)
                    .list()));
  }
}
