package org.p3s.server.job;

import java.util.List;

/** Jobs became READY; an event for those who give them away. */
public record JobsReady(List<ReadyJob> jobs) {}
