package org.p3s.pilot;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.p3s.pilot.conversation.Refused;
import org.p3s.pilot.conversation.ServerClient;
import org.p3s.pilot.conversation.Spool;
import org.p3s.pilot.payload.AttemptRun;
import org.p3s.protocol.AttemptReport;
import org.p3s.protocol.ExchangeRequest;
import org.p3s.protocol.PilotWelcome;

/** Finishes what pilots that died on this host left undone: processes, reports, folders. */
final class Leftovers {

  private final Path base;
  private final ServerClient server;
  private final Logbook log;

  Leftovers(Path base, ServerClient server, Logbook log) {
    this.base = base;
    this.server = server;
    this.log = log;
  }

  /** Best effort: what cannot be delivered now stays for the next pilot. */
  void clear() {
    try {
      for (Scratch dead : Scratch.abandoned(base)) {
        clear(dead);
      }
    } catch (IOException e) {
      log.say("cannot look after folders of earlier pilots: " + e);
    }
  }

  private void clear(Scratch dead) throws IOException {
    try (dead) {
      AttemptRun.endProcessesBelow(dead.folder());
      deliver(dead.identity(), Spool.read(dead.spool()));
      dead.delete();
      log.say("removed the folder of a dead pilot: " + dead.folder());
    } catch (IOException e) {
      log.say("the folder of a dead pilot stays for now: " + dead.folder() + ": " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void deliver(PilotWelcome late, List<AttemptReport> reports)
      throws IOException, InterruptedException {
    if (late == null) {
      return;
    }
    try {
      if (!reports.isEmpty()) {
        server.exchange(late, new ExchangeRequest(List.of(), reports, 0, 0)).get();
        log.say("delivered " + reports.size() + " reports of pilot " + late.pilotId());
      }
      server.signOff(late);
    } catch (ExecutionException e) {
      dropIfStranger(e.getCause());
    } catch (Refused e) {
      dropIfStranger(e);
    }
  }

  private static void dropIfStranger(Throwable why) throws IOException {
    if (why instanceof Refused refused && refused.isStranger()) {
      return; // the server gave that pilot up long ago: nothing of it counts any more
    }
    throw why instanceof IOException io ? io : new IOException(why);
  }
}
