package org.p3s.server.pilot;

import java.util.List;

/** Operators want something of these pilots; an event, so that waiting ones hear of it at once. */
public record PilotCommanded(List<Long> pilots) {}
