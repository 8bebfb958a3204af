package org.p3s.server.account;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.Optional;

/** A token that was given out; only its SHA-256 is kept. */
@Entity
public class AccessToken extends PanacheEntityBase {

  /** How a token is presented. */
  public enum Kind {
    /** In the Authorization header. */
    BEARER,
    /** In a login link, once. */
    LINK,
    /** In the cookie of somebody who came by a login link. */
    SESSION
  }

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  public Long id;

  public String name;
  public String role;

  @Enumerated(EnumType.STRING)
  public Kind kind;

  public byte[] hash;
  public Instant createdAt;
  public Instant expiresAt;
  public Instant revokedAt;

  static Optional<AccessToken> findByHash(byte[] hash) {
    return find("hash", hash).firstResultOptional();
  }

  boolean isValid(Instant now) {
    return revokedAt == null && (expiresAt == null || now.isBefore(expiresAt));
  }
}
