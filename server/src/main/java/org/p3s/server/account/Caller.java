package org.p3s.server.account;

import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.RequestScoped;
import java.util.Optional;
import org.p3s.protocol.AttemptId;
import org.p3s.server.platform.Refusal;

/** Who sent the request at hand. */
@RequestScoped
public class Caller {

  private final SecurityIdentity identity;

  public Caller(SecurityIdentity identity) {
    this.identity = identity;
  }

  /** For the audit log and {@code created_by}. */
  public String name() {
    return identity.isAnonymous() ? "nobody" : identity.getPrincipal().getName();
  }

  public java.util.Set<String> roles() {
    return identity.getRoles();
  }

  /** Refuses when a pilot speaks for another one. */
  public void mustBePilot(long pilot) {
    MachineTokens.Bearer bearer = identity.getAttribute(Authentication.BEARER);
    if (!(bearer instanceof MachineTokens.Pilot own) || own.id() != pilot) {
      throw Refusal.notAllowed("This token is not that of pilot %d.".formatted(pilot));
    }
  }

  /** The attempt that a payload's token speaks for; empty for everybody else. */
  public Optional<AttemptId> attempt() {
    MachineTokens.Bearer bearer = identity.getAttribute(Authentication.BEARER);
    return bearer instanceof MachineTokens.Payload payload
        ? Optional.of(payload.attempt())
        : Optional.empty();
  }
}
