package org.p3s.protocol;

import java.time.Duration;

/**
 * Leave to read the online buffer, for one attempt.
 *
 * @param lease ends so long after it was given; asking again renews it
 * @param bytesPerSecond the most that may be read, null for any
 */
public record BufferPermit(Duration lease, Long bytesPerSecond) {}
