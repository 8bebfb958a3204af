package org.p3s.server.job;

import java.util.Collection;

/** Jobs were cancelled, perhaps in a pilot's hands; an event for those who tell pilots. */
public record JobsTaken(Collection<Long> jobs) {}
