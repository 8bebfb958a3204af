package org.p3s.server.template;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One version of a template; it never changes. */
@Entity
public class DagTemplateVersion extends PanacheEntityBase {
  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  public Long id;

  public Long templateId;

  /** 1, 2, … */
  public int version;

  /** SHA-256 of the canonical GraphML. */
  public String digest;

  public String graphml;
  public int vertices;
  public int edges;
  public String createdBy;
  public Instant createdAt;

  static Optional<DagTemplateVersion> findVersion(long templateId, int version) {
    return find("templateId = ?1 and version = ?2", templateId, version).firstResultOptional();
  }

  static Optional<DagTemplateVersion> findDigest(long templateId, String digest) {
    return find("templateId = ?1 and digest = ?2", templateId, digest).firstResultOptional();
  }

  static List<DagTemplateVersion> listOf(long templateId) {
    return list("templateId = ?1 order by version desc", templateId);
  }

  static int highest(long templateId) {
    return find("templateId = ?1 order by version desc", templateId)
        .<DagTemplateVersion>firstResultOptional()
        .map(each -> each.version)
        .orElse(0);
  }
}
