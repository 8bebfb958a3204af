package org.p3s.server.platform;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import org.p3s.protocol.Json;
import org.p3s.protocol.Problem;

/**
 * Says what is wrong with a body that is too large; the framework, whose own limit is a little
 * higher, would only close the door.
 */
@Singleton
class BodyLimit {

  /** The most bytes of a body. */
  static final long MOST = 16 << 20;

  /** For people. */
  static final String TOO_LARGE =
      "The body is larger than %d MiB; send it in smaller pieces.".formatted(MOST >> 20);

  /** Before the framework's own check. */
  private static final int FIRST = 1_000;

  void register(@Observes Filters filters) {
    filters.register(this::check, FIRST);
  }

  private void check(RoutingContext context) {
    String length = context.request().getHeader("Content-Length");
    // most bodies are short, and this is asked of every request
    if (length == null
        || length.length() < 8
        || !length.matches("[0-9]{1,18}")
        || Long.parseLong(length) <= MOST) {
      context.next();
      return;
    }
    context
        .response()
        .setStatusCode(413)
        .putHeader("Content-Type", "application/problem+json")
        .putHeader("Connection", "close")
        .end(problem())
        // the rest of the body is not wanted
        .onComplete(sent -> context.request().connection().close());
  }

  private String problem() {
    try {
      return Json.MAPPER.writeValueAsString(
          new Problem("urn:p3s:problem:too-large", "Too large", 413, TOO_LARGE, null, List.of()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of plain values", e);
    }
  }
}
