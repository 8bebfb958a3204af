package org.p3s.server.web.live;

import io.smallrye.mutiny.Multi;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import org.p3s.server.account.Role;

/** {@code /events}: hints that something changed, for open pages. */
@Path("/api/v1/events")
public class EventsResource {

  /** A client that is gone is noticed when this cannot be sent. */
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  private static final long RECONNECT_MILLIS = 2_000;

  private final Pulse pulse;

  public EventsResource(Pulse pulse) {
    this.pulse = pulse;
  }

  /**
   * Server-sent events of type {@code change}, at most one a second; the data are the topics that
   * changed, separated by blanks: RUNS, FILES, WORKFLOWS, JOBS, PILOTS, RESULTS.
   */
  @GET
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @RolesAllowed({Role.VIEWER, Role.ADMIN})
  public Multi<OutboundSseEvent> events(@Context Sse sse) {
    Multi<OutboundSseEvent> hello =
        Multi.createFrom()
            .item(
                () ->
                    sse.newEventBuilder()
                        .name("hello")
                        .reconnectDelay(RECONNECT_MILLIS)
                        .data("p3s")
                        .build());
    Multi<OutboundSseEvent> changes =
        pulse.beats().map(topics -> sse.newEventBuilder().name("change").data(topics).build());
    Multi<OutboundSseEvent> beats =
        Multi.createFrom()
            .ticks()
            .every(HEARTBEAT)
            .onOverflow()
            .drop()
            .map(tick -> sse.newEventBuilder().comment("beat").build());
    return Multi.createBy().merging().streams(hello, changes, beats);
  }
}
