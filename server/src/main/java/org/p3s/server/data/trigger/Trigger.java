package org.p3s.server.data.trigger;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A rule: files whose names match start a template. */
@Entity
public class Trigger extends PanacheEntityBase {
  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  public Long id;

  public String name;

  /** A regular expression for the whole name of a file. */
  public String pattern;

  public Long templateId;

  /** One file in so many is taken. */
  public int prescale;

  /** ISO 8601 duration, null for the template's. */
  public String eta;

  /** Of all jobs, null for those of the template. */
  public Integer priority;

  public boolean enabled;

  /** A deleted trigger stays as what its workflows came from. */
  public Instant deletedAt;

  public String createdBy;
  public Instant createdAt;

  static Optional<Trigger> findLive(long id) {
    return find("id = ?1 and deletedAt is null", id).firstResultOptional();
  }

  static List<Trigger> listLive() {
    return list("deletedAt is null order by name");
  }
}
