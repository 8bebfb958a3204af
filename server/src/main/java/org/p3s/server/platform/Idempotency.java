package org.p3s.server.platform;

import com.fasterxml.jackson.core.JsonProcessingException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Supplier;
import org.jdbi.v3.core.Jdbi;
import org.p3s.protocol.Json;

/**
 * Makes a POST with an {@code Idempotency-Key} safe to repeat: the same caller, key and body get
 * the answer that was given first. Keys are remembered for a day.
 */
@ApplicationScoped
public class Idempotency {

  /** An answer that was given; public because Jdbi fills it. */
  public record Known(String route, String request, String answer) {}

  private final Jdbi jdbi;

  public Idempotency(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * Does the work once per key, in one transaction with the note of its answer.
   *
   * @param key null does the work whenever asked
   */
  @Transactional
  public <T> T once(
      String who, String key, String route, Object request, Class<T> type, Supplier<T> work) {
    if (key == null) {
      return work.get();
    }
    if (key.isBlank() || key.length() > 200) {
      throw Refusal.invalid("Idempotency-Key", "Idempotency-Key must have 1 to 200 characters");
    }
    try {
      return remembered(who, key, route, digest(request), type, work);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("plain records", e);
    }
  }

  private <T> T remembered(
      String who, String key, String route, String request, Class<T> type, Supplier<T> work)
      throws JsonProcessingException {
    lock(who, key);
    Optional<Known> known = find(who, key);
    if (known.isEmpty()) {
      T answer = work.get();
      remember(who, key, route, request, Json.MAPPER.writeValueAsString(answer));
      return answer;
    }
    if (!known.get().route().equals(route) || !known.get().request().equals(request)) {
      throw Refusal.conflict(
          "idempotency-key-reused",
          "This Idempotency-Key was used for another request; take a new one.");
    }
    return Json.MAPPER.readValue(known.get().answer(), type);
  }

  /** Two requests with the same key at once: the second waits for the first's answer. */
  private void lock(String who, String key) {
    jdbi.useHandle(
        handle ->
            handle
                .createQuery("select pg_advisory_xact_lock(hashtextextended(:key, 0))")
                .bind("key", who + "\n" + key)
                .mapToMap()
                .list());
  }

  private Optional<Known> find(String who, String key) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "select route, request, answer from idempotency_key where who = :who and key = :key")
                .bind("who", who)
                .bind("key", key)
                .mapTo(Known.class)
                .findOne());
  }

  private void remember(String who, String key, String route, String request, String answer) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    with old as (delete from idempotency_key where created_at < now() - interval '1 day')
                    insert into idempotency_key (who, key, route, request, answer)
                    values (:who, :key, :route, :request, :answer)
                    """)
                .bind("who", who)
                .bind("key", key)
                .bind("route", route)
                .bind("request", request)
                .bind("answer", answer)
                .execute());
  }

  private static String digest(Object request) throws JsonProcessingException {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(Json.MAPPER.writeValueAsBytes(request)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
