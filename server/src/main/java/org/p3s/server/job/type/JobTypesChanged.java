package org.p3s.server.job.type;

/**
 * Limits or pauses changed on this server; fired in the transaction that changes them, for those
 * who tell other servers.
 */
public record JobTypesChanged(String type) {}
