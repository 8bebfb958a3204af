package org.p3s.server.data.trigger;

import java.time.Duration;
import java.time.Instant;

/**
 * Which files a trigger does not take although they match; null is no limit.
 *
 * @param maxBacklog so many of its workflows may be unfinished
 * @param minSize bytes
 * @param maxAge of a file when it is announced
 */
public record Limits(Integer maxBacklog, Long minSize, Duration maxAge) {

  /** Whether a file is smaller than it may be; one of unknown size is not. */
  boolean isTooSmall(Long size) {
    return minSize != null && size != null && size < minSize;
  }

  /** Whether a file was written longer ago than it may be; of one without a time nobody knows. */
  boolean isTooOld(Instant writtenAt, Instant now) {
    return maxAge != null && writtenAt != null && writtenAt.isBefore(now.minus(maxAge));
  }
}
