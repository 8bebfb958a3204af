package org.p3s.server.legacy;

import static java.util.stream.Collectors.joining;
import static org.p3s.server.platform.SqlArray.longs;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatement;
import org.p3s.server.account.Audit;
import org.p3s.server.account.Caller;
import org.p3s.server.dqm.Results;
import org.p3s.server.dqm.ResultsRequest;

/**
 * What old clients registered for the pages of results, one entry each time; it remembers what it
 * became, so that it can be taken back. Its records are public because Jdbi fills them.
 */
@ApplicationScoped
class Entries {

  /** What an entry is of. */
  enum Kind {
    MON,
    PURITY,
    EVDISP
  }

  /** What can be said of an entry, where it says it: the columns of {@code legacy_entry}. */
  public record Entry(
      Integer subrun,
      Integer dl,
      Integer tpc,
      String jobUuid,
      String jobType,
      String directory,
      String infile) {}

  /** An entry that is no more. */
  public record Gone(long id, long run, List<Long> metrics, List<Long> plots) {}

  private final Jdbi jdbi;
  private final Results results;
  private final JobIds jobs;
  private final Audit audit;
  private final Caller caller;

  Entries(Jdbi jdbi, Results results, JobIds jobs, Audit audit, Caller caller) {
    this.jdbi = jdbi;
    this.results = results;
    this.jobs = jobs;
    this.audit = audit;
    this.caller = caller;
  }

  /**
   * Takes results and notes what they became.
   *
   * @param at when they were made, null for now
   */
  @Transactional
  public void add(Kind kind, ResultsRequest request, Entry entry, Instant at) {
    var job = jobs.find(entry.jobUuid());
    Results.Made made = results.post(request, job.isPresent() ? job.getAsLong() : null, at);
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    insert into legacy_entry (kind, run, subrun, dl, tpc, job_uuid, job_type, directory, infile, ts,
                                              metrics, plots)
                    values (:kind, :run, :subrun, :dl, :tpc, :jobUuid, :jobType, :directory, :infile,
                            coalesce(:at, now()), :metrics, :plots)
                    """)
                .bind("kind", kind)
                .bind("run", request.run())
                .bindMethods(entry)
                .bindByType("at", at, Instant.class)
                .bind("metrics", longs(made.metrics()))
                .bind("plots", longs(made.plots()))
                .execute());
  }

  /** Takes entries back, with all that they became; of those that were there, by id. */
  @Transactional
  public List<Gone> delete(Kind kind, Choice choice) {
    List<Gone> gone =
        jdbi.withHandle(
            handle ->
                bind(
                        handle.createQuery(
                            """
                            with chosen as (
                              select e.id from legacy_entry e where e.kind = :kind and %s order by e.id for update),
                            gone as (
                              delete from legacy_entry e using chosen where e.id = chosen.id
                              returning e.id, e.run, e.metrics, e.plots)
                            select * from gone order by id
                            """
                                .formatted(choice.condition())),
                        kind,
                        choice)
                    .mapTo(Gone.class)
                    .list());
    results.remove(
        gone.stream().flatMap(each -> each.metrics().stream()).toList(),
        gone.stream().flatMap(each -> each.plots().stream()).toList());
    if (!gone.isEmpty()) {
      String runs =
          gone.stream().map(each -> "" + each.run()).distinct().limit(10).collect(joining(", "));
      audit.note(
          caller.name(),
          "remove results",
          kind.name().toLowerCase(Locale.ROOT),
          "%d of old clients, of runs %s".formatted(gone.size(), runs));
    }
    return gone;
  }

  /** Their pictures lie elsewhere from now on; returns the uuids of their jobs, by the entries. */
  List<String> move(Kind kind, Choice choice, String directory) {
    return jdbi.withHandle(
        handle ->
            bind(
                    handle.createQuery(
                        """
                        with chosen as (
                          select e.id from legacy_entry e where e.kind = :kind and %s order by e.id for update),
                        moved as (
                          update legacy_entry e set directory = :directory from chosen where e.id = chosen.id
                          returning e.id, e.job_uuid)
                        select job_uuid from moved order by id
                        """
                            .formatted(choice.condition())),
                    kind,
                    choice)
                .bind("directory", directory)
                .mapTo(String.class)
                .list());
  }

  /** One more than the highest run of an entry, 0 when there is none. */
  long nextRun(Kind kind) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "select coalesce(max(run) + 1, 0) from legacy_entry where kind = :kind")
                .bind("kind", kind)
                .mapTo(Long.class)
                .one());
  }

  private static <S extends SqlStatement<S>> S bind(S statement, Kind kind, Choice choice) {
    choice.values().forEach(statement::bind);
    return statement.bind("kind", kind);
  }
}
