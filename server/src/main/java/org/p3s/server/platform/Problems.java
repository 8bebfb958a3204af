package org.p3s.server.platform;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.p3s.protocol.Problem;
import org.p3s.protocol.Problem.Violation;

/** The one place that knows HTTP status codes: every failure becomes a problem document. */
public final class Problems {
  private static final Logger LOG = Logger.getLogger(Problems.class);
  private static final MediaType PROBLEM = MediaType.valueOf("application/problem+json");

  /** The HTTP status of each kind of refusal. */
  private static int status(Refusal.Kind kind) {
    return switch (kind) {
      case MALFORMED -> 400;
      case INVALID -> 422;
      case NOT_FOUND -> 404;
      case CONFLICT -> 409;
      case NOT_ALLOWED -> 403;
      case GONE -> 410;
      case TOO_LARGE -> 413;
      case BUSY -> 429;
    };
  }

  @ServerExceptionMapper
  Response refusal(Refusal refusal) {
    Response response =
        answer(status(refusal.kind()), refusal.type(), refusal.getMessage(), refusal.violations());
    if (refusal.kind() == Refusal.Kind.TOO_LARGE) {
      // the rest of the body is not wanted
      return Response.fromResponse(response).header("Connection", "close").build();
    }
    return response;
  }

  @ServerExceptionMapper({UnauthorizedException.class, AuthenticationFailedException.class})
  Response unauthorized(Throwable cause) {
    String detail =
        "This needs a token: send 'Authorization: Bearer …' with one that is valid, or open the"
            + " login link.";
    return Response.fromResponse(answer(401, "unauthorized", detail, List.of()))
        .header("WWW-Authenticate", "Bearer realm=\"p3s\"")
        .build();
  }

  @ServerExceptionMapper
  Response forbidden(ForbiddenException cause) {
    return answer(
        403, "not-allowed", "The token is valid, but its role does not allow this.", List.of());
  }

  @ServerExceptionMapper
  Response byHttp(WebApplicationException cause) {
    if (cause.getCause() instanceof Refusal refusal) {
      // JAX-RS wraps what the converter of a query parameter throws
      return refusal(refusal);
    }
    int status = cause.getResponse().getStatus();
    if (status >= 500) {
      return unexpected(cause);
    }
    if (cause.getResponse().hasEntity() || status < 400) {
      return cause.getResponse();
    }
    String reason = cause.getResponse().getStatusInfo().getReasonPhrase();
    return answer(status, "http-" + status, reason + ".", List.of());
  }

  @ServerExceptionMapper
  Response unexpected(Throwable cause) {
    if (Outage.isBehind(cause) || Outage.wasLost(cause)) {
      LOG.warnf("Database does not answer: %s", cause);
      return answer(
          503, "unavailable", "The database does not answer; try again in a while.", List.of());
    }
    if (isNul(cause)) {
      return refusal(Refusal.invalid(null, "Texts must not hold the character NUL."));
    }
    String id = UUID.randomUUID().toString();
    LOG.errorf(cause, "Unexpected error %s", id);
    Problem problem =
        new Problem(
            "urn:p3s:problem:internal",
            "Internal error",
            500,
            "Something unexpected happened; the server's log has it under this instance.",
            id,
            List.of());
    return Response.status(500).type(PROBLEM).entity(problem).build();
  }

  /** PostgreSQL's texts and JSON cannot hold it, wherever in the input it was. */
  private static boolean isNul(Throwable cause) {
    for (Throwable each = cause; each != null; each = each.getCause()) {
      if (each instanceof SQLException sql
          && ("22021".equals(sql.getSQLState()) || "22P05".equals(sql.getSQLState()))) {
        return true;
      }
    }
    return false;
  }

  private static Response answer(
      int status, String type, String detail, List<Violation> violations) {
    String title = Response.Status.fromStatusCode(status) == null ? type : titleOf(status);
    Problem problem =
        new Problem("urn:p3s:problem:" + type, title, status, detail, null, violations);
    Response.ResponseBuilder response = Response.status(status).type(PROBLEM).entity(problem);
    return status == 503 || status == 429
        ? response.header("Retry-After", 5).build()
        : response.build();
  }

  private static String titleOf(int status) {
    return status == 422 ? "Wrong input" : Response.Status.fromStatusCode(status).getReasonPhrase();
  }
}
