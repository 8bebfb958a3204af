package org.p3s.protocol;

import java.time.Duration;
import java.time.Instant;

/**
 * The server's answer to a registration.
 *
 * @param token the bearer token of all later calls of this pilot
 * @param heartbeat the longest time between two exchanges
 * @param lease a pilot silent for longer than this loses its jobs
 * @param serverTime the database's clock, for the pilot to know its own skew
 */
public record PilotWelcome(
    long pilotId, String token, Duration heartbeat, Duration lease, Instant serverTime) {}
