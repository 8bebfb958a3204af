package org.p3s.server.template;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.Optional;

/** A name under which versions of a graph are kept. */
@Entity
public class DagTemplate extends PanacheEntityBase {
  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  public Long id;

  public String name;

  /** The version that new workflows follow. */
  public int activeVersion;

  public Instant createdAt;

  /** A deleted template starts nothing; its workflows stay readable. */
  public Instant deletedAt;

  static Optional<DagTemplate> findByName(String name) {
    return find("name", name).firstResultOptional();
  }
}
