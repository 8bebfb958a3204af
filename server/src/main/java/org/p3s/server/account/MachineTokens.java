package org.p3s.server.account;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Jdbi;
import org.p3s.protocol.AttemptId;

/**
 * Tokens of pilots and payloads. They name their bearer and are signed with the installation's
 * secret, so that none of them is stored and every server of an installation knows them all. They
 * end with what they name: a pilot that was given up, an attempt that is no longer the current one.
 */
@ApplicationScoped
public class MachineTokens {

  /** Who a machine token speaks for. */
  public sealed interface Bearer permits Pilot, Payload {}

  /** One pilot. */
  public record Pilot(long id) implements Bearer {}

  /** One attempt of a job. */
  public record Payload(AttemptId attempt) implements Bearer {}

  private static final Pattern FORM =
      Pattern.compile(
          "(p3s-(pilot|payload)-([0-9]{1,18})(?:-([0-9]{1,9}))?)\\.([A-Za-z0-9_-]{43})");

  private static final int MOST_REMEMBERED = 20_000;

  private final Jdbi jdbi;

  /** Tokens that were found good: what is signed stays so. */
  private final Map<String, Bearer> genuine = new ConcurrentHashMap<>();

  private volatile Signer secret;

  public MachineTokens(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** Reads the secret, once {@link FirstStart} has made it. */
  void start(@Observes @Priority(2) StartupEvent event) {
    secret =
        new Signer(
            jdbi.withHandle(
                handle ->
                    handle
                        .createQuery("select secret from installation")
                        .mapTo(byte[].class)
                        .one()));
  }

  public String ofPilot(long pilot) {
    return signed("p3s-pilot-" + pilot);
  }

  public String ofPayload(AttemptId attempt) {
    return signed("p3s-payload-%d-%d".formatted(attempt.jobId(), attempt.attempt()));
  }

  /** The bearer of a token, empty when the token is of another kind or forged. */
  Optional<Bearer> bearer(String token) {
    Bearer known = genuine.get(token);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<Bearer> read = read(token);
    if (read.isPresent()) {
      if (genuine.size() >= MOST_REMEMBERED) {
        genuine.clear();
      }
      genuine.put(token, read.get());
    }
    return read;
  }

  private Optional<Bearer> read(String token) {
    Matcher parts = FORM.matcher(token);
    if (!parts.matches() || !isGenuine(parts.group(1), parts.group(5))) {
      return Optional.empty();
    }
    long id = Long.parseLong(parts.group(3));
    boolean payload = parts.group(2).equals("payload");
    if (payload != (parts.group(4) != null)) {
      return Optional.empty();
    }
    return Optional.of(
        payload ? new Payload(new AttemptId(id, Integer.parseInt(parts.group(4)))) : new Pilot(id));
  }

  private boolean isGenuine(String claim, String signature) {
    byte[] expected = secret.sign(claim).getBytes(StandardCharsets.US_ASCII);
    return MessageDigest.isEqual(expected, signature.getBytes(StandardCharsets.US_ASCII));
  }

  private String signed(String claim) {
    return claim + "." + secret.sign(claim);
  }
}
