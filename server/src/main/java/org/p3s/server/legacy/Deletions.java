package org.p3s.server.legacy;

import jakarta.enterprise.context.ApplicationScoped;
import org.p3s.server.account.Audit;
import org.p3s.server.account.Caller;
import org.p3s.server.platform.Settings;

/** Deletes everything of a kind, if that is allowed at all. */
@ApplicationScoped
class Deletions {

  private final Settings settings;
  private final Audit audit;
  private final Caller caller;

  Deletions(Settings settings, Audit audit, Caller caller) {
    this.settings = settings;
    this.audit = audit;
    this.caller = caller;
  }

  /** Does it and says so in the words of the older p3s, or says how to allow it. */
  String ofAll(String what, Runnable delete) {
    return ofAll(what, delete, "DELETE ALL: SUCCESS");
  }

  /** The same with another reply when it is done. */
  String ofAll(String what, Runnable delete, String done) {
    if (!settings.legacyDelete()) {
      return "DELETE ALL: refused, all %s stay; the server allows it with P3S_LEGACY_DELETE=true"
          .formatted(what);
    }
    delete.run();
    audit.note(caller.name(), "delete all " + what, "", "");
    return done;
  }
}
