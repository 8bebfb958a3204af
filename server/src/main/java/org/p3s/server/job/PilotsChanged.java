package org.p3s.server.job;

import java.util.Collection;

/**
 * Somebody else than these pilots changed something about them: an operator wants them to end, jobs
 * were taken from them, they were given up. An event, so that what is remembered of them is read
 * anew, and those that wait hear of it at once.
 */
public record PilotsChanged(Collection<Long> pilots) {}
