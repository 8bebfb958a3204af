package org.p3s.server.account;

import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.p3s.protocol.Problem.Violation;
import org.p3s.server.platform.Durations;
import org.p3s.server.platform.Listing;
import org.p3s.server.platform.Refusal;

/** Tokens, login links and the audit log. */
@Path("/api/v1")
public class AccountResource {

  /** Roles that can be given out. */
  public enum Grant {
    VIEWER,
    ADMIN,
    ENROL,
    DAQ
  }

  /**
   * A token that somebody wants.
   *
   * @param life how long the token is valid, at most ten years; for ever when null
   */
  public record TokenRequest(
      @NotBlank @Size(max = 128) String name, @NotNull Grant role, Duration life) {}

  /** What is shown of a token, which is never the token. */
  public record TokenView(
      long id, String name, String role, Instant createdAt, Instant expiresAt) {}

  /** Who the server takes the caller for. */
  public record WhoAmI(String name, Set<String> roles, Instant serverTime) {}

  private final AccessTokens tokens;
  private final Audit audit;
  private final Caller caller;

  public AccountResource(AccessTokens tokens, Audit audit, Caller caller) {
    this.tokens = tokens;
    this.audit = audit;
    this.caller = caller;
  }

  @GET
  @Path("whoami")
  @RolesAllowed({Role.VIEWER, Role.ADMIN, Role.ENROL, Role.DAQ, Role.PILOT, Role.PAYLOAD})
  public WhoAmI whoami() {
    return new WhoAmI(caller.name(), caller.roles(), Instant.now());
  }

  @POST
  @Path("tokens")
  @RolesAllowed(Role.ADMIN)
  public Response issue(TokenRequest request) {
    Violation life = Durations.check("life", request.life());
    if (life != null) {
      throw Refusal.invalid(List.of(life));
    }
    AccessTokens.Issued issued =
        tokens.issue(request.name(), request.role().name(), request.life(), caller.name());
    return Response.created(URI.create("/api/v1/tokens/" + issued.id())).entity(issued).build();
  }

  @GET
  @Path("tokens")
  @RolesAllowed(Role.ADMIN)
  public Listing<TokenView> list() {
    List<TokenView> views =
        tokens.list().stream()
            .map(
                each ->
                    new TokenView(each.id, each.name, each.role, each.createdAt, each.expiresAt))
            .toList();
    return new Listing<>(views, null);
  }

  @DELETE
  @Path("tokens/{id}")
  @RolesAllowed(Role.ADMIN)
  public void revoke(@PathParam("id") long id) {
    tokens.revoke(id, caller.name());
  }

  /** A link that logs in whoever opens it first. */
  @POST
  @Path("login-links")
  @RolesAllowed(Role.ADMIN)
  public Response link() {
    AccessTokens.Issued link = tokens.issueLink(caller.name());
    return Response.created(URI.create("/login?token=" + link.token())).entity(link).build();
  }

  @GET
  @Path("audit")
  @RolesAllowed(Role.ADMIN)
  public Listing<Audit.Entry> audit(
      @QueryParam("cursor") Long cursor, @QueryParam("limit") Integer limit) {
    return audit.list(cursor, Listing.limit(limit));
  }
}
