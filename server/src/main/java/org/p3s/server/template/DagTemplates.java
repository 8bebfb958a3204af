package org.p3s.server.template;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jdbi.v3.core.Jdbi;
import org.p3s.server.account.Audit;
import org.p3s.server.dag.Dag;
import org.p3s.server.dag.GraphMlReader;
import org.p3s.server.dag.GraphMlWriter;
import org.p3s.server.dag.InvalidGraph;
import org.p3s.server.platform.Refusal;

/** Imports, versions and compiles templates. */
@ApplicationScoped
public class DagTemplates {

  /**
   * What became of an import.
   *
   * @param isNew false when this content was there already
   */
  public record Imported(String name, int version, String digest, boolean isNew) {}

  /** A template as lists show it. */
  public record Summary(
      String name, int activeVersion, int versions, int vertices, int edges, Instant createdAt) {}

  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9_.-]{0,127}";
  private static final int MOST_COMPILED = 1_000;

  private final DataTypes types;
  private final Audit audit;
  private final Jdbi jdbi;
  private final Event<VersionStored> stored;
  private final Map<Long, CompiledTemplate> compiled = new ConcurrentHashMap<>();

  public DagTemplates(DataTypes types, Audit audit, Jdbi jdbi, Event<VersionStored> stored) {
    this.stored = stored;
    this.types = types;
    this.audit = audit;
    this.jdbi = jdbi;
  }

  /** Stores a graph as the newest version of a template and activates it. */
  @Transactional
  public Imported importGraph(String name, String file, byte[] graphMl, String who) {
    Dag dag = check(graphMl);
    return importGraph(firstGiven(name, dag.name(), file), dag, who);
  }

  /** Stores a graph as the newest version of a template though its data types may not be known. */
  @Transactional
  public Imported importUntyped(String name, byte[] graphMl, String who) {
    return importGraph(name, read(graphMl, type -> true), who);
  }

  private Imported importGraph(String chosen, Dag dag, String who) {
    if (!chosen.matches(NAME)) {
      throw Refusal.invalid(
          "name",
          "'%s' cannot be a template's name: give one (--name, ?name=) of up to 128 letters, digits, '_', '.' and '-'."
              .formatted(chosen));
    }
    DagTemplate template = findOrCreate(chosen);
    DagTemplateVersion known =
        DagTemplateVersion.findDigest(template.id, dag.digest()).orElse(null);
    DagTemplateVersion version = known == null ? store(template, dag, who) : known;
    template.activeVersion = version.version;
    template.deletedAt = null;
    audit.note(who, "import template", chosen, "version " + version.version);
    return new Imported(chosen, version.version, version.digest, known == null);
  }

  private static String firstGiven(String... names) {
    for (String each : names) {
      if (each != null && !each.isBlank()) {
        return each;
      }
    }
    return "";
  }

  /** Reads a graph without storing it. */
  public Dag check(byte[] graphMl) {
    return read(graphMl, types.extensions()::containsKey);
  }

  private static Dag read(byte[] graphMl, Predicate<String> isType) {
    try {
      return GraphMlReader.read(graphMl, isType);
    } catch (InvalidGraph e) {
      throw Refusal.invalid(e.violations());
    }
  }

  private DagTemplate findOrCreate(String name) {
    // two imports of the same new name at once: the second waits here and finds the first's
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    "insert into dag_template (name) values (:name) on conflict do nothing")
                .bind("name", name)
                .execute());
    return DagTemplate.<DagTemplate>find("name", name)
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .firstResult();
  }

  private DagTemplateVersion store(DagTemplate template, Dag dag, String who) {
    DagTemplateVersion version = new DagTemplateVersion();
    version.templateId = template.id;
    version.version = DagTemplateVersion.highest(template.id) + 1;
    version.digest = dag.digest();
    version.graphml = GraphMlWriter.write(dag);
    version.vertices = dag.vertices().size();
    version.edges = dag.edges().size();
    version.createdBy = who;
    version.createdAt = Instant.now();
    version.persistAndFlush();
    stored.fire(new VersionStored(template.id, version.id, dag));
    return version;
  }

  /** The active version, or the one that is asked for. */
  @Transactional
  public CompiledTemplate find(String name, Integer version) {
    DagTemplate template = mustFind(name);
    int wanted = version == null ? template.activeVersion : version;
    DagTemplateVersion stored =
        DagTemplateVersion.findVersion(template.id, wanted)
            .orElseThrow(() -> Refusal.notFound("version " + wanted + " of template", name));
    return compile(stored.id);
  }

  /** The active version of a template that is not deleted; null when it is. */
  @Transactional
  public CompiledTemplate findActive(long templateId) {
    DagTemplate template = DagTemplate.findById(templateId);
    return template == null || template.deletedAt != null ? null : find(template.name, null);
  }

  /** A version by its stored id; read once per process. */
  public CompiledTemplate compile(long versionId) {
    CompiledTemplate known = compiled.get(versionId);
    if (known != null) {
      return known;
    }
    if (compiled.size() >= MOST_COMPILED) {
      compiled.clear();
    }
    CompiledTemplate read = read(versionId);
    compiled.put(versionId, read);
    return read;
  }

  @Transactional
  CompiledTemplate read(long versionId) {
    DagTemplateVersion version = DagTemplateVersion.findById(versionId);
    DagTemplate template = DagTemplate.findById(version.templateId);
    try {
      // a data type that was known at the import stays good enough for this version
      Dag dag = GraphMlReader.read(version.graphml.getBytes(StandardCharsets.UTF_8), type -> true);
      return new CompiledTemplate(versionId, template.id, template.name, version.version, dag);
    } catch (InvalidGraph e) {
      throw new IllegalStateException("stored version " + versionId + " cannot be read", e);
    }
  }

  /** The active version of a template by its name; empty when there is none. */
  @Transactional
  public Optional<CompiledTemplate> findActive(String name) {
    return DagTemplate.findByName(name)
        .filter(each -> each.deletedAt == null)
        .map(each -> find(name, null));
  }

  @Transactional
  public List<Summary> list() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select t.name, t.active_version, v.vertices, v.edges, v.created_at,
                           (select count(*) from dag_template_version a where a.template_id = t.id) versions
                    from dag_template t
                    join dag_template_version v on v.template_id = t.id and v.version = t.active_version
                    where t.deleted_at is null
                    order by t.name
                    """)
                .mapTo(Summary.class)
                .list());
  }

  /** Stored ids of a template's versions before this one, the newest first. */
  public List<Long> versionsBefore(long templateId, long versionId, int most) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select id from dag_template_version where template_id = :template and id < :version
                    order by id desc limit :most
                    """)
                .bind("template", templateId)
                .bind("version", versionId)
                .bind("most", most)
                .mapTo(Long.class)
                .list());
  }

  @Transactional
  public List<DagTemplateVersion> versions(String name) {
    return DagTemplateVersion.listOf(mustFind(name).id);
  }

  /** Lets new workflows follow this version. */
  @Transactional
  public void activate(String name, int version, String who) {
    DagTemplate template = mustFind(name);
    if (DagTemplateVersion.findVersion(template.id, version).isEmpty()) {
      throw Refusal.notFound("version " + version + " of template", name);
    }
    template.activeVersion = version;
    audit.note(who, "activate template", name, "version " + version);
  }

  /** Takes the template out of use; triggers on it stop matching. */
  @Transactional
  public void delete(String name, String who) {
    mustFind(name).deletedAt = Instant.now();
    audit.note(who, "delete template", name, "");
  }

  private static DagTemplate mustFind(String name) {
    return DagTemplate.findByName(name)
        .filter(each -> each.deletedAt == null)
        .orElseThrow(
            () ->
                Refusal.missing(
                    "There is no template %s; ./p3s dag import FILE brings one in."
                        .formatted(name)));
  }
}
