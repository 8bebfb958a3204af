package org.p3s.server.broker.walk;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.p3s.protocol.PilotRegistration;
import org.p3s.protocol.PilotWelcome;

/** Pilots come and go, and operators tell them what to do. */
final class PilotSteps {

  private static final int MOST = 10;

  private final Scene scene;

  PilotSteps(Scene scene) {
    this.scene = scene;
  }

  void register() {
    if (scene.model.livePilots().size() >= MOST) {
      return;
    }
    int slots = 1 + scene.random.nextInt(4);
    int cores = slots + scene.random.nextInt(2);
    PilotRegistration registration =
        new PilotRegistration(
            "walker", "localhost", scene.site, slots, cores, 100_000, 0, Map.of(), "test", null);
    PilotWelcome welcome =
        Wire.read(
            scene.wire.admin("POST", "/pilots", registration).must(201).body(), PilotWelcome.class);
    Pilot pilot = new Pilot(welcome.pilotId(), welcome.token(), slots, cores);
    scene.model.pilots.put(pilot.id, pilot);
    scene.model.watchedPilots.add(pilot);
    scene.note("registered %s with %d slots, %d cores".formatted(pilot, slots, cores));
  }

  /** Also of one that is over, which changes nothing. */
  void signOff() {
    Pilot pilot =
        scene.chance(20)
            ? scene.any(new ArrayList<>(scene.model.pilots.values()))
            : scene.any(scene.model.livePilots());
    if (pilot != null) {
      scene.note(pilot + " signs off");
      scene.wire.later("DELETE", "/pilots/" + pilot.id, pilot.token, null).join().must(204);
      if (!pilot.isOver()) {
        scene.model.retrieve(pilot, "STOPPED");
      }
    }
  }

  /** One pilot, or several at once, fall silent for longer than their lease. */
  void expire() {
    List<Pilot> live = new ArrayList<>(scene.model.livePilots());
    Collections.shuffle(live, scene.random);
    List<Pilot> silent = live.subList(0, Math.min(live.size(), scene.chance(20) ? 3 : 1));
    scene.note("lost " + silent);
    silent.forEach(this::lose);
  }

  private void lose(Pilot pilot) {
    // a beat that is still to be written down may renew the lease once more
    for (int i = 0; i < 5 && !scene.rows.isOver(pilot); i++) {
      scene.rows.endLease(pilot);
      scene.reap.run();
    }
    if (!scene.rows.isOver(pilot)) {
      throw new AssertionError(pilot + " is not given up though its lease ended");
    }
    scene.model.retrieve(pilot, "LOST");
  }

  void command() {
    boolean drain = scene.chance(70);
    Pilot pilot =
        scene.chance(10)
            ? scene.any(new ArrayList<>(scene.model.pilots.values()))
            : scene.any(scene.model.livePilots());
    if (pilot == null) {
      return;
    }
    String command = drain ? "DRAIN" : "STOP";
    scene.note("%s is told to %s".formatted(pilot, command));
    String path = "/pilots/" + pilot.id + (drain ? "/drain" : "/stop");
    scene.wire.admin("POST", path, null).must(pilot.isOver() ? 409 : 200);
    if (!pilot.isOver()) {
      pilot.command = command;
    }
  }

  void drainSite() {
    scene.note("all pilots are told to drain");
    scene.wire.admin("POST", "/pilots/drain?site=" + scene.site, null).must(200);
    for (Pilot each : scene.model.livePilots()) {
      each.command = each.command == null ? "DRAIN" : each.command;
    }
  }

  void restart() {
    scene.note("restart");
    scene.restart.run();
  }
}
