package org.p3s.server.job;

import static org.p3s.server.platform.SqlArray.texts;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Jdbi;
import org.p3s.protocol.Json;

/** The distinct sets of requirements; few, and known to every server. */
@ApplicationScoped
public class Queues {

  /** One row; public because Jdbi fills it. */
  public record Row(int id, String requirements) {}

  private final Jdbi jdbi;
  private final Map<Requirements, Integer> ids = new ConcurrentHashMap<>();
  private final Map<Integer, Requirements> queues = new ConcurrentHashMap<>();

  public Queues(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** The queue of jobs with these requirements, made when there is none. */
  public int idOf(Requirements requirements) {
    ensure(List.of(requirements));
    return ids.get(requirements);
  }

  /** Makes those queues of these that there are not yet. */
  public void ensure(Collection<Requirements> wanted) {
    List<String> unknown =
        wanted.stream().filter(each -> !ids.containsKey(each)).map(Queues::json).sorted().toList();
    if (!unknown.isEmpty()) {
      // of its own transaction: a queue that others already know must not vanish by a rollback
      QuarkusTransaction.requiringNew().run(() -> insert(unknown));
      refresh();
    }
  }

  /**
   * Those that somebody else added in this moment are left alone.
   *
   * @param sorted so that two who add the same ones do not wait for each other in a circle
   */
  private void insert(List<String> sorted) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    insert into queue (requirements) select cast(r as jsonb) from unnest(:all) with ordinality u (r, place)
                    order by place on conflict (requirements) do nothing
                    """)
                .bind("all", texts(sorted))
                .execute());
  }

  /** What the jobs of a queue ask for. */
  public Requirements of(int queue) {
    Requirements known = queues.get(queue);
    if (known == null) {
      refresh();
      known = queues.get(queue);
    }
    return known;
  }

  /** The queues whose jobs are of this type, as far as they are known here. */
  public List<Integer> ofType(String type) {
    return queues.entrySet().stream()
        .filter(each -> each.getValue().jobType().equals(type))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** All queues by id. */
  public Map<Integer, Requirements> all() {
    return queues;
  }

  /** Reads the queues that other servers added. */
  public void refresh() {
    jdbi.withHandle(
            handle ->
                handle.createQuery("select id, requirements from queue").mapTo(Row.class).list())
        .forEach(each -> remember(each.id(), requirements(each.requirements())));
  }

  private void remember(int id, Requirements requirements) {
    ids.put(requirements, id);
    queues.put(id, requirements);
  }

  private static String json(Requirements requirements) {
    try {
      return Json.MAPPER.writeValueAsString(requirements);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of plain values", e);
    }
  }

  private static Requirements requirements(String json) {
    try {
      return Json.MAPPER.readValue(json, Requirements.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("written by this class", e);
    }
  }
}
