package org.p3s.server.account;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.util.Optional;
import org.p3s.server.platform.Settings;

/**
 * Trades a login link for a session's cookie. Opening the link shows a button first: chat programs
 * and mail scanners open links too and would use it up.
 */
@Path("/")
@PermitAll
public class LoginResource {

  private static final String TOKEN = "[A-Za-z0-9_-]{1,100}";

  private final AccessTokens tokens;
  private final Settings settings;

  public LoginResource(AccessTokens tokens, Settings settings) {
    this.tokens = tokens;
    this.settings = settings;
  }

  @GET
  @Path("login")
  @Produces(MediaType.TEXT_HTML)
  public Response show(@QueryParam("token") String token) {
    boolean given = token != null && token.matches(TOKEN);
    String body =
        given
            ? """
              <form method="post" action="/login"><input type="hidden" name="token" value="%s">
              <button>Log in</button></form>
              """
                .formatted(token)
            : """
              <p>These pages need a login. Open the login link that the server printed at its first start,
              or make a new one: <code>./p3s login-link</code>.</p>
              """;
    return page(given ? 200 : 401, body);
  }

  @POST
  @Path("login")
  @Produces(MediaType.TEXT_HTML)
  public Response login(
      @FormParam("token") String token,
      @Context UriInfo uri,
      @HeaderParam("X-Forwarded-Proto") String forwarded) {
    Optional<AccessTokens.Issued> session = token == null ? Optional.empty() : tokens.login(token);
    if (session.isEmpty()) {
      return page(
          403,
          "<p>This login link is used up or too old. Make a new one: <code>./p3s login-link</code>.</p>");
    }
    return Response.seeOther(URI.create("/"))
        .cookie(cookie(session.get().token(), 604_800, isSecure(uri, forwarded)))
        .build();
  }

  @POST
  @Path("logout")
  public Response logout(
      @CookieParam(Authentication.COOKIE) String session,
      @Context UriInfo uri,
      @HeaderParam("X-Forwarded-Proto") String forwarded) {
    if (session != null) {
      tokens.logout(session);
    }
    return Response.seeOther(URI.create("/login"))
        .cookie(cookie("", 0, isSecure(uri, forwarded)))
        .build();
  }

  /** Whether the browser speaks https, to us or to a proxy; a lie harms only who tells it. */
  private boolean isSecure(UriInfo uri, String forwarded) {
    return "https".equals(uri.getRequestUri().getScheme())
        || "https".equalsIgnoreCase(forwarded)
        || settings.publicUrl().filter(url -> url.startsWith("https:")).isPresent();
  }

  private static NewCookie cookie(String value, int age, boolean secure) {
    return new NewCookie.Builder(Authentication.COOKIE)
        .value(value)
        .path("/")
        .httpOnly(true)
        .secure(secure)
        .sameSite(NewCookie.SameSite.LAX)
        .maxAge(age)
        .build();
  }

  private static Response page(int status, String body) {
    return Response.status(status)
        .entity(
            """
            <!doctype html><html lang="en"><meta charset="utf-8"><title>p3s login</title>
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
            <link rel="stylesheet" href="/assets/p3s.css"><main class="login"><h1>p3s</h1>%s</main></html>
            """
                .formatted(body))
        .build();
  }
}
