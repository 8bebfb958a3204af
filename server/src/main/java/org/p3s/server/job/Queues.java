package org.p3s.server.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
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
    Integer known = ids.get(requirements);
    return known == null ? create(requirements) : known;
  }

  private int create(Requirements requirements) {
    String json = json(requirements);
    // of its own transaction: a queue that others already know must not vanish by a rollback
    int id =
        QuarkusTransaction.requiringNew()
            .call(
                () ->
                    jdbi.withHandle(
                        handle ->
                            handle
                                .createQuery(
                                    """
                                    with added as (
                                      insert into queue (requirements) values (cast(:json as jsonb))
                                      on conflict (requirements) do nothing returning id)
                                    select id from added
                                    union all
                                    select id from queue where requirements = cast(:json as jsonb)
                                    limit 1
                                    """)
                                .bind("json", json)
                                .mapTo(Integer.class)
                                .findOne()
                                // added by somebody else in this very moment
                                .orElseGet(() -> 0)));
    if (id == 0) {
      refresh();
      return ids.get(requirements);
    }
    remember(id, requirements);
    return id;
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
