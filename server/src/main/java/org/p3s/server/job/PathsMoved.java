package org.p3s.server.job;

/** Lanes compare otherwise than before; an event for those who remember their order. */
public record PathsMoved() {}
