package org.p3s.server.legacy;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import org.p3s.protocol.PilotRegistration;
import org.p3s.server.broker.Conversations;
import org.p3s.server.job.Requirements;
import org.p3s.server.pilot.Pilots;
import org.p3s.server.platform.Settings;

/** Signs old pilots on, which have one slot and say nothing of their machine. */
@ApplicationScoped
class SignOn {

  /** What batch systems give to a slot that asks for nothing. */
  private static final int MEMORY_MIB = 2_048;

  /** A pilot is suspect when it missed two of so many beats in a lease. */
  private static final int BEATS = 5;

  private final Pilots pilots;
  private final OldPilots old;
  private final Conversations conversations;
  private final Settings settings;

  SignOn(Pilots pilots, OldPilots old, Conversations conversations, Settings settings) {
    this.pilots = pilots;
    this.old = old;
    this.conversations = conversations;
    this.settings = settings;
  }

  /** Returns the id of the one live pilot of this uuid, be it that another request was faster. */
  long signOn(String uuid, String host, String site, String batchId) {
    long id =
        pilots
            .register(
                new PilotRegistration(
                    uuid,
                    host,
                    site,
                    1,
                    1,
                    MEMORY_MIB,
                    0,
                    Map.of(Requirements.STAGING, "no"),
                    "older p3s",
                    batchId),
                settings.legacyLease().dividedBy(BEATS),
                settings.legacyLease())
            .join()
            .pilotId();
    if (old.name(uuid, id)) {
      return id;
    }
    conversations.signOff(id, "signed on twice at a time");
    return old.find(uuid).orElseThrow().id();
  }
}
