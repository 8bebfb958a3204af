package org.p3s.server.account;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.Set;
import org.p3s.server.platform.Settings;

/**
 * Finds out who calls: a bearer token, a session's cookie, or, when reading is public, anybody as a
 * viewer. Calls that change something by cookie must come from our own pages.
 */
@ApplicationScoped
public class Authentication implements HttpAuthenticationMechanism {

  /** The cookie that carries a session. */
  public static final String COOKIE = "p3s_session";

  /** Attribute of an identity: the {@link MachineTokens.Bearer} it speaks for. */
  public static final String BEARER = "p3s.bearer";

  /** A caller without a token whom another part of the server vouches for. */
  public record Vouched(String name, String role) {
    private static final String KEY = Vouched.class.getName();

    /** From now on the request at hand is theirs. */
    public void caller(RoutingContext context) {
      context.put(KEY, this);
    }

    public static boolean isCaller(RoutingContext context) {
      return context.get(KEY) != null;
    }
  }

  private static final Set<HttpMethod> READING =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

  private final AccessTokens tokens;
  private final MachineTokens machines;
  private final Settings settings;

  public Authentication(AccessTokens tokens, MachineTokens machines, Settings settings) {
    this.tokens = tokens;
    this.machines = machines;
    this.settings = settings;
  }

  @Override
  public Uni<SecurityIdentity> authenticate(
      RoutingContext context, IdentityProviderManager manager) {
    String header = context.request().getHeader("Authorization");
    if (header != null && header.regionMatches(true, 0, "Bearer ", 0, 7)) {
      return byToken(header.substring(7).strip());
    }
    Vouched vouched = context.get(Vouched.KEY);
    if (vouched != null) {
      return Uni.createFrom().item(person(vouched.name(), vouched.role()));
    }
    Cookie cookie = context.request().getCookie(COOKIE);
    if (cookie != null && (isReading(context) || isFromOurPages(context))) {
      return blocking(() -> tokens.recognise(cookie.getValue(), true).map(Authentication::person))
          .map(found -> found.orElse(visitor()));
    }
    return Uni.createFrom().item(visitor());
  }

  private Uni<SecurityIdentity> byToken(String token) {
    Optional<SecurityIdentity> known =
        machines
            .bearer(token)
            .map(Authentication::machine)
            .or(() -> tokens.remembered(token).map(Authentication::person));
    if (known.isPresent()) {
      return Uni.createFrom().item(known.get());
    }
    return blocking(() -> tokens.recognise(token, false).map(Authentication::person))
        .map(found -> found.orElseThrow(AuthenticationFailedException::new));
  }

  private static Uni<Optional<SecurityIdentity>> blocking(
      java.util.function.Supplier<Optional<SecurityIdentity>> lookUp) {
    return Uni.createFrom().item(lookUp).runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
  }

  private static SecurityIdentity person(AccessTokens.Known token) {
    return person(token.name(), token.role());
  }

  private static SecurityIdentity person(String name, String role) {
    return QuarkusSecurityIdentity.builder()
        .setPrincipal(new QuarkusPrincipal(name))
        .addRole(role)
        .build();
  }

  private static SecurityIdentity machine(MachineTokens.Bearer bearer) {
    if (bearer instanceof MachineTokens.Pilot pilot) {
      return machine("pilot " + pilot.id(), Role.PILOT, bearer);
    }
    MachineTokens.Payload payload = (MachineTokens.Payload) bearer;
    return machine("payload of job " + payload.attempt().jobId(), Role.PAYLOAD, bearer);
  }

  private static SecurityIdentity machine(String name, String role, MachineTokens.Bearer bearer) {
    return QuarkusSecurityIdentity.builder()
        .setPrincipal(new QuarkusPrincipal(name))
        .addRole(role)
        .addAttribute(BEARER, bearer)
        .build();
  }

  /** Null is nobody: Quarkus then takes the caller as anonymous. */
  private SecurityIdentity visitor() {
    if (!settings.publicReading()) {
      return null;
    }
    return person("visitor", Role.VIEWER);
  }

  private static boolean isReading(RoutingContext context) {
    return READING.contains(context.request().method());
  }

  /**
   * Browsers say where a request comes from, and no page can forge it; this and the cookie's
   * SameSite attribute keep other sites from acting in a visitor's name.
   */
  private static boolean isFromOurPages(RoutingContext context) {
    String site = context.request().getHeader("Sec-Fetch-Site");
    if (site != null) {
      return site.equals("same-origin");
    }
    String origin = context.request().getHeader("Origin");
    return origin != null
        && origin.equals(context.request().scheme() + "://" + context.request().authority());
  }

  @Override
  public Uni<ChallengeData> getChallenge(RoutingContext context) {
    return Uni.createFrom()
        .item(new ChallengeData(401, "WWW-Authenticate", "Bearer realm=\"p3s\""));
  }
}
