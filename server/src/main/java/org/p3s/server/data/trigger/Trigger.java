package org.p3s.server.data.trigger;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.LockModeType;
import java.math.BigDecimal;
import java.time.Duration;
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

  /** So many of its workflows may be unfinished; null for no limit. */
  public Integer maxBacklog;

  /** Bytes; null for no limit. */
  public Long minSize;

  /** ISO 8601 duration; null for no limit. */
  public String maxAge;

  /** Share of the slots that is kept for its files; null for none. */
  public BigDecimal reserve;

  /** Since when it only notes which files it would take; null when it takes them. */
  public Instant pausedAt;

  /** What becomes of the files that it missed; null when there are none left to decide. */
  @Enumerated(EnumType.STRING)
  public Resume resume;

  public Instant resumedAt;

  public boolean enabled;

  /** A deleted trigger stays as what its workflows came from. */
  public Instant deletedAt;

  public String createdBy;
  public Instant createdAt;

  Duration eta() {
    return eta == null ? null : Duration.parse(eta);
  }

  static Optional<Trigger> findLive(long id) {
    return find("id = ?1 and deletedAt is null", id).firstResultOptional();
  }

  /** Keeps others from changing it until the transaction ends. */
  static Optional<Trigger> lockLive(long id) {
    return Trigger.<Trigger>find("id = ?1 and deletedAt is null", id)
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .firstResultOptional();
  }

  static List<Trigger> listLive() {
    return list("deletedAt is null order by name");
  }
}
