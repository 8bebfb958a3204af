package org.p3s.pilot;

import java.io.IOException;
import java.util.List;
import org.p3s.pilot.conversation.Spool;
import org.p3s.protocol.AttemptId;
import org.p3s.protocol.AttemptReport;

/** Reports on their way to the server, and the folders of their attempts, which stay as long. */
final class Reports {

  private final Spool spool;
  private final Scratch scratch;
  private final boolean keepFolders;
  private final Logbook log;

  Reports(Spool spool, Scratch scratch, boolean keepFolders, Logbook log) {
    this.spool = spool;
    this.scratch = scratch;
    this.keepFolders = keepFolders;
    this.log = log;
  }

  /** From the moment an attempt has ended; called from its thread. */
  void keep(AttemptReport report) {
    try {
      spool.keep(report);
    } catch (IOException e) {
      log.say("the report of job " + Agent.name(report.id()) + " is in memory only: " + e);
    }
  }

  boolean areDelivered() {
    return spool.isEmpty();
  }

  void delivered(List<AttemptId> ids) {
    try {
      spool.accepted(ids);
    } catch (IOException e) {
      log.say("cannot clean the spool: " + e);
    }
    clearAway(ids);
  }

  /** The server gave these attempts up: nobody wants to hear of them. */
  void drop() {
    try {
      List<AttemptId> dropped = spool.clear();
      if (!dropped.isEmpty()) {
        log.say("reports of lost attempts are dropped: " + dropped);
      }
      clearAway(dropped);
    } catch (IOException e) {
      log.say("cannot clean the spool: " + e);
    }
  }

  /** Removes the folders of attempts that are over. */
  void clearAway(List<AttemptId> ids) {
    for (AttemptId id : keepFolders ? List.<AttemptId>of() : ids) {
      try {
        scratch.job(id).delete();
      } catch (IOException e) {
        log.say("the folder of job " + Agent.name(id) + " stays: " + e);
      }
    }
  }
}
