package org.p3s.server.account;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.p3s.server.platform.Refusal;

/** Gives out, recognises and revokes tokens. */
@ApplicationScoped
public class AccessTokens {

  /** A new token in clear, which is shown this once. */
  public record Issued(long id, String name, String role, String token, Instant expiresAt) {}

  /** What is known of a token that was given out. */
  public record Known(long id, String name, String role, boolean isSession, Instant validUntil) {}

  private static final Duration LINK_LIFE = Duration.ofHours(24);
  private static final Duration SESSION_LIFE = Duration.ofDays(7);
  // how long a revoked token may still be taken on another server
  private static final Duration REMEMBERED = Duration.ofSeconds(10);
  private static final int MOST_REMEMBERED = 10_000;

  private final Map<String, Known> remembered = new ConcurrentHashMap<>();
  private final Audit audit;

  public AccessTokens(Audit audit) {
    this.audit = audit;
  }

  /** A token for machines or the command line. */
  @Transactional
  public Issued issue(String name, String role, Duration life, String who) {
    Issued issued = create(name, role, AccessToken.Kind.BEARER, Secrets.newToken(), life);
    audit.note(who, "issue token", name, role);
    return issued;
  }

  /** A link that logs in whoever opens it first, as an admin. */
  @Transactional
  public Issued issueLink(String who) {
    Issued issued =
        create("login link", Role.ADMIN, AccessToken.Kind.LINK, Secrets.newToken(), LINK_LIFE);
    audit.note(who, "issue login link", "", "");
    return issued;
  }

  /** Makes this the admin token, unless it is one already. */
  @Transactional
  public void presetAdmin(String token) {
    if (AccessToken.findByHash(Secrets.hash(token)).isEmpty()) {
      create("preset admin token", Role.ADMIN, AccessToken.Kind.BEARER, token, null);
    }
  }

  public boolean hasAdmin() {
    return AccessToken.count(
            "role = ?1 and kind = ?2 and revokedAt is null", Role.ADMIN, AccessToken.Kind.BEARER)
        > 0;
  }

  /** Trades a login link for a session, once. */
  @Transactional
  public Optional<Issued> login(String link) {
    Instant now = Instant.now();
    int used =
        AccessToken.update(
            "revokedAt = ?1 where hash = ?2 and kind = ?3 and revokedAt is null and expiresAt > ?1",
            now,
            Secrets.hash(link),
            AccessToken.Kind.LINK);
    if (used == 0) {
      return Optional.empty();
    }
    audit.note("login link", "log in", "", "");
    return Optional.of(
        create("session", Role.ADMIN, AccessToken.Kind.SESSION, Secrets.newToken(), SESSION_LIFE));
  }

  /** The same as {@link #recognise} as far as it is known without asking the database. */
  Optional<Known> remembered(String token) {
    Known known = remembered.get(token);
    return known == null || known.isSession() || Instant.now().isAfter(known.validUntil())
        ? Optional.empty()
        : Optional.of(known);
  }

  /** The valid token that this text is, if any. */
  public Optional<Known> recognise(String token, boolean session) {
    Instant now = Instant.now();
    Known known = remembered.get(token);
    if (known == null || now.isAfter(known.validUntil())) {
      known = lookUp(token, now).orElse(null);
      if (known == null) {
        remembered.remove(token);
        return Optional.empty();
      }
      if (remembered.size() >= MOST_REMEMBERED) {
        remembered.clear();
      }
      remembered.put(token, known);
    }
    return Optional.of(known).filter(each -> each.isSession() == session);
  }

  @Transactional
  Optional<Known> lookUp(String token, Instant now) {
    return AccessToken.findByHash(Secrets.hash(token))
        .filter(each -> each.isValid(now) && each.kind != AccessToken.Kind.LINK)
        .map(each -> known(each, now));
  }

  private static Known known(AccessToken token, Instant now) {
    Instant until = now.plus(REMEMBERED);
    return new Known(
        token.id,
        token.name,
        token.role,
        token.kind == AccessToken.Kind.SESSION,
        token.expiresAt != null && token.expiresAt.isBefore(until) ? token.expiresAt : until);
  }

  public List<AccessToken> list() {
    return AccessToken.list("kind = ?1 and revokedAt is null order by id", AccessToken.Kind.BEARER);
  }

  @Transactional
  public void revoke(long id, String who) {
    if (AccessToken.update("revokedAt = ?1 where id = ?2 and revokedAt is null", Instant.now(), id)
        == 0) {
      throw Refusal.notFound("valid token", id);
    }
    remembered.clear();
    audit.note(who, "revoke token", Long.toString(id), "");
  }

  /** Ends a session; unknown ones are ended already. */
  @Transactional
  public void logout(String session) {
    AccessToken.update(
        "revokedAt = ?1 where hash = ?2 and revokedAt is null",
        Instant.now(),
        Secrets.hash(session));
    remembered.remove(session);
  }

  private static Issued create(
      String name, String role, AccessToken.Kind kind, String token, Duration life) {
    AccessToken row = new AccessToken();
    row.name = name;
    row.role = role;
    row.kind = kind;
    row.hash = Secrets.hash(token);
    row.createdAt = Instant.now();
    row.expiresAt = life == null ? null : row.createdAt.plus(life);
    row.persist();
    return new Issued(row.id, name, role, token, row.expiresAt);
  }
}
