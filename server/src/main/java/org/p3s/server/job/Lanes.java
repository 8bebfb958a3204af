package org.p3s.server.job;

import static org.p3s.server.platform.SqlArray.booleans;
import static org.p3s.server.platform.SqlArray.doubles;
import static org.p3s.server.platform.SqlArray.ints;
import static org.p3s.server.platform.SqlArray.longs;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Jdbi;

/**
 * The lanes that there are; about as many as templates have vertices, and known to every server.
 */
@ApplicationScoped
public class Lanes {

  private static final Comparator<Lane.Key> ORDER =
      Comparator.comparingInt(Lane.Key::queueId)
          .thenComparing(Lane.Key::versionId, Comparator.nullsFirst(Comparator.naturalOrder()))
          .thenComparingInt(Lane.Key::vertex)
          .thenComparing(Lane.Key::probe);

  private final Jdbi jdbi;
  private final Queues queues;
  private final Event<PathsMoved> moved;
  private final Map<Lane.Key, Integer> ids = new ConcurrentHashMap<>();
  private final Map<Integer, Lane> lanes = new ConcurrentHashMap<>();

  Lanes(Jdbi jdbi, Queues queues, Event<PathsMoved> moved) {
    this.jdbi = jdbi;
    this.queues = queues;
    this.moved = moved;
  }

  void start(@Observes StartupEvent event) {
    refresh();
  }

  /** The id of a lane that {@link #ensure} has made. */
  public int idOf(Lane.Key key) {
    return ids.get(key);
  }

  /** Whether it is known to have been made. */
  public boolean isKnown(Lane.Key key) {
    return ids.containsKey(key);
  }

  public Lane of(int lane) {
    Lane known = lanes.get(lane);
    if (known == null) {
      refresh();
      known = lanes.get(lane);
    }
    return known;
  }

  /** The queue of a lane's jobs. */
  public int queueOf(int lane) {
    return of(lane).queueId();
  }

  /** What a lane's jobs ask of their pilots. */
  public Requirements requirementsOf(int lane) {
    return queues.of(queueOf(lane));
  }

  /**
   * Makes those lanes of these that there are not yet.
   *
   * @param wanted with what is expected of their jobs
   */
  public void ensure(Map<Lane.Key, Expected> wanted) {
    List<Lane.Key> unknown =
        wanted.keySet().stream().filter(each -> !ids.containsKey(each)).sorted(ORDER).toList();
    if (!unknown.isEmpty()) {
      // of its own transaction: a lane that others already know must not vanish by a rollback
      QuarkusTransaction.requiringNew().run(() -> insert(unknown, wanted));
      refresh();
    }
  }

  /**
   * Those that somebody else added in this moment are left alone.
   *
   * @param sorted so that two who add the same ones do not wait for each other in a circle
   */
  private void insert(List<Lane.Key> sorted, Map<Lane.Key, Expected> wanted) {
    List<Expected> expected =
        sorted.stream()
            .map(key -> key.probe() ? wanted.get(key).ofProbe() : wanted.get(key))
            .toList();
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    insert into lane (queue_id, version_id, vertex, probe, path, known_path, known_path_per_byte, known_size, work,
                                      work_per_byte, known)
                    select queue_id, version_id, vertex, probe, path, known_path, known_path_per_byte, known_size, work, work_per_byte, known
                    from unnest(:queues, :versions, :vertices, :probes, :paths, :knownPaths, :pathsPerByte, :sizes, :work,
                                :workPerByte, :known) with ordinality
                      as l (queue_id, version_id, vertex, probe, path, known_path, known_path_per_byte, known_size, work,
                            work_per_byte, known, place)
                    order by place on conflict (queue_id, version_id, vertex, probe) do nothing
                    """)
                .bind("queues", ints(sorted, Lane.Key::queueId))
                .bind("versions", longs(sorted, Lane.Key::versionId))
                .bind("vertices", ints(sorted, Lane.Key::vertex))
                .bind("probes", booleans(sorted, Lane.Key::probe))
                .bind("paths", doubles(expected, Expected::path))
                .bind("knownPaths", doubles(expected, Expected::knownPath))
                .bind("pathsPerByte", doubles(expected, Expected::knownPathPerByte))
                .bind("sizes", doubles(expected, Expected::knownSize))
                .bind("work", doubles(expected, Expected::work))
                .bind("workPerByte", doubles(expected, Expected::workPerByte))
                .bind("known", booleans(expected, Expected::known))
                .execute());
  }

  /**
   * Keeps what is expected now of the jobs of a template version. A path that moved by less than a
   * fifth stays: the order would hardly change.
   *
   * @param byVertex by the vertex' index
   */
  public void expect(long version, List<Expected> byVertex) {
    int changed =
        jdbi.withHandle(
            handle ->
                handle
                    .createUpdate(
                        """
                        with locked as materialized (
                          select id, path old, e.*
                          from lane join unnest(:paths, :knownPaths, :pathsPerByte, :sizes, :work, :workPerByte, :known) with ordinality
                            as e (new_path, new_known_path, per_byte, new_size, new_work, new_work_per_byte, is_known, place)
                            on vertex = place - 1
                          where version_id = :version
                            and (known <> is_known or abs(work - new_work) > 0.02 * new_work
                                 or not probe and (abs(path - new_path) > 0.2 * new_path
                                                   or abs(known_path - new_known_path) > 0.02 * new_known_path
                                                   or known_path_per_byte <> per_byte or known_size <> new_size))
                          order by id for update of lane)
                        update lane set
                          path = case when lane.probe then 0 when abs(old - new_path) > 0.2 * new_path then new_path else old end,
                          known_path = case when not lane.probe then new_known_path else 0 end,
                          known_path_per_byte = case when not lane.probe then per_byte else 0 end, known_size = new_size,
                          work = new_work, work_per_byte = new_work_per_byte, known = is_known
                        from locked where lane.id = locked.id
                        """)
                    .bind("version", version)
                    .bind("paths", doubles(byVertex, Expected::path))
                    .bind("knownPaths", doubles(byVertex, Expected::knownPath))
                    .bind("pathsPerByte", doubles(byVertex, Expected::knownPathPerByte))
                    .bind("sizes", doubles(byVertex, Expected::knownSize))
                    .bind("work", doubles(byVertex, Expected::work))
                    .bind("workPerByte", doubles(byVertex, Expected::workPerByte))
                    .bind("known", booleans(byVertex, Expected::known))
                    .execute());
    if (changed > 0) {
      follow();
    }
  }

  /** Reads what lanes expect now, by whichever server, and lets them be compared anew. */
  public void follow() {
    refresh();
    moved.fire(new PathsMoved());
  }

  private void refresh() {
    jdbi.withHandle(
            handle ->
                handle
                    .createQuery("select id, queue_id, version_id, vertex, probe, path from lane")
                    .mapTo(Lane.class)
                    .list())
        .forEach(this::remember);
  }

  private void remember(Lane lane) {
    ids.put(lane.key(), lane.id());
    lanes.put(lane.id(), lane);
  }
}
