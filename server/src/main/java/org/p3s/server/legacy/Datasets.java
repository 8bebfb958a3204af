package org.p3s.server.legacy;

import static org.p3s.server.platform.SqlArray.longs;
import static org.p3s.server.platform.SqlArray.texts;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Update;

/** Files as old clients know them. */
@ApplicationScoped
class Datasets {

  /** What a client may change of one. */
  static final List<String> ADJUSTABLE =
      List.of("name", "state", "comment", "datatype", "wf", "wfuuid", "targetuuid");

  private static final int MOST_FOUND = 1_000;

  private final Jdbi jdbi;

  Datasets(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * Stores datasets in the caller's transaction. One whose uuid is known takes the place of the
   * other, so that registering it again is harmless; no two of them may have the same.
   */
  void addAll(List<Dataset> datasets) {
    jdbi.useHandle(
        handle ->
            bind(
                    datasets,
                    handle.createUpdate(
                        """
                        insert into legacy_dataset (uuid, name, dirpath, state, comment, datatype, datatag, wf, wfuuid,
                                                    source, target, sourceuuid, targetuuid)
                        select * from unnest(:uuids, :names, :dirpaths, :states, :comments, :datatypes, :datatags, :wfs,
                                             :wfuuids, :sources, :targets, :sourceuuids, :targetuuids)
                        on conflict (uuid) do update set
                          name = excluded.name, dirpath = excluded.dirpath, state = excluded.state,
                          comment = excluded.comment, datatype = excluded.datatype, wf = excluded.wf,
                          wfuuid = excluded.wfuuid, targetuuid = excluded.targetuuid, ts_upd = now()
                        """))
                .execute());
  }

  private static Update bind(List<Dataset> datasets, Update update) {
    return update
        .bind("uuids", texts(datasets, Dataset::uuid))
        .bind("names", texts(datasets, Dataset::name))
        .bind("dirpaths", texts(datasets, Dataset::dirpath))
        .bind("states", texts(datasets, Dataset::state))
        .bind("comments", texts(datasets, Dataset::comment))
        .bind("datatypes", texts(datasets, Dataset::datatype))
        .bind("datatags", texts(datasets, Dataset::datatag))
        .bind("wfs", texts(datasets, Dataset::wf))
        .bind("wfuuids", texts(datasets, Dataset::wfuuid))
        .bind("sources", texts(datasets, Dataset::source))
        .bind("targets", texts(datasets, Dataset::target))
        .bind("sourceuuids", texts(datasets, Dataset::sourceuuid))
        .bind("targetuuids", texts(datasets, Dataset::targetuuid));
  }

  /** Changes what is given of {@link #ADJUSTABLE}; its name then, empty when it is unknown. */
  Optional<String> adjust(String uuid, Map<String, String> changes) {
    return jdbi.withHandle(
        handle -> {
          var update =
              handle.createQuery(
                  """
                  update legacy_dataset set
                    name = coalesce(:name, name), state = coalesce(:state, state),
                    comment = coalesce(:comment, comment), datatype = coalesce(:datatype, datatype),
                    wf = coalesce(:wf, wf), wfuuid = coalesce(:wfuuid, wfuuid),
                    targetuuid = coalesce(:targetuuid, targetuuid), ts_upd = now()
                  where uuid = :uuid returning name
                  """);
          ADJUSTABLE.forEach(each -> update.bind(each, changes.get(each)));
          return update.bind("uuid", uuid).mapTo(String.class).findOne();
        });
  }

  /** Those of a file's name, the oldest first. */
  List<Serialized> find(String name) {
    return jdbi.withHandle(
        handle ->
            Rows.of(
                "data.dataset",
                "id",
                handle
                    .createQuery(
                        """
                        select id, uuid, name, dirpath, state, comment, datatype, datatag, wf, wfuuid, source, target,
                               sourceuuid, targetuuid, ts_reg, ts_upd
                        from legacy_dataset where name = :name order by name, id limit :most
                        """)
                    .bind("name", name)
                    .bind("most", MOST_FOUND)));
  }

  /** The file's name of one, by its number or its uuid. */
  Optional<String> nameOf(long id, String uuid) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select name from legacy_dataset where id = :id
                    union all select name from legacy_dataset where uuid = :uuid
                    """)
                .bind("id", id)
                .bind("uuid", uuid)
                .mapTo(String.class)
                .findFirst());
  }

  /** Takes these away; returns the uuids of those that were there. */
  List<String> delete(Collection<String> uuids) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("delete from legacy_dataset where uuid = any(:uuids) returning uuid")
                .bind("uuids", texts(uuids))
                .mapTo(String.class)
                .list());
  }

  /** Takes these away; returns the numbers of those that were there. */
  List<Long> delete(Keys keys) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("delete from legacy_dataset where id = any(:ids) returning id")
                .bind("ids", longs(keys.all()))
                .mapTo(Long.class)
                .list());
  }

  void deleteAll() {
    jdbi.useHandle(handle -> handle.execute("delete from legacy_dataset"));
  }

  /** Takes those of workflows away. */
  void deleteOfWorkflows(Collection<String> wfuuids) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    "delete from legacy_dataset where wfuuid = any(:wfuuids) and wfuuid <> ''")
                .bind("wfuuids", texts(wfuuids))
                .execute());
  }

  /**
   * Takes some of those away that are older than they have to be kept, the oldest first.
   *
   * @param state only those in it; null for all
   * @return how many
   */
  int deleteOld(Duration kept, String state, int most) {
    return jdbi.withHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    delete from legacy_dataset where id = any(array(
                      select id from legacy_dataset
                      where ts_reg < now() - cast(:kept as interval) and state = coalesce(:state, state)
                      order by ts_reg limit :most))
                    """)
                .bind("kept", kept.toString())
                .bind("state", state)
                .bind("most", most)
                .execute());
  }
}
