package org.p3s.server.broker.walk;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.p3s.protocol.AttemptId;
import org.p3s.protocol.AttemptReport;
import org.p3s.protocol.ExchangeRequest;

/** A pilot as the server must see it, and what it remembers itself. */
final class Pilot {

  final long id;
  final String token;
  final int slots;
  final int cores;

  /** LOST or STOPPED; null while it lives. */
  String over;

  /** DRAIN or STOP, or null. */
  String command;

  /** What it believes to run. */
  final Set<AttemptId> running = new LinkedHashSet<>();

  /** What it believes to have told already. */
  final Set<AttemptId> started = new LinkedHashSet<>();

  final List<AttemptReport> told = new ArrayList<>();
  ExchangeRequest last;

  Pilot(long id, String token, int slots, int cores) {
    this.id = id;
    this.token = token;
    this.slots = slots;
    this.cores = cores;
  }

  boolean isOver() {
    return over != null;
  }

  @Override
  public String toString() {
    return "pilot %d%s".formatted(id, over == null ? "" : " " + over);
  }
}
