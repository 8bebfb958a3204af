package org.p3s.server.platform;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.p3s.protocol.Json;
import org.p3s.protocol.Problem;

/** Says what is wrong with a body that is too large; the framework would only close the door. */
@Singleton
class BodyLimit {

  /** Before the framework's own check. */
  private static final int FIRST = 1_000;

  private final long most;

  BodyLimit(@ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize most) {
    this.most = most.asLongValue();
  }

  void register(@Observes Filters filters) {
    filters.register(this::check, FIRST);
  }

  private void check(RoutingContext context) {
    String length = context.request().getHeader("Content-Length");
    if (length == null || !length.matches("[0-9]{1,18}") || Long.parseLong(length) <= most) {
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
    String detail =
        "The body is larger than %d MiB; send it in smaller pieces.".formatted(most >> 20);
    try {
      return Json.MAPPER.writeValueAsString(
          new Problem("urn:p3s:problem:too-large", "Too large", 413, detail, null, List.of()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of plain values", e);
    }
  }
}
