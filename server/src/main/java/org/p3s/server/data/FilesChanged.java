package org.p3s.server.data;

import java.time.Duration;
import java.util.List;

/**
 * Files were announced or reached their final state; an event inside the transaction at hand.
 *
 * @param seen how many are new
 * @param settled how each that reached its final state ended
 * @param latencies from seen to processed
 */
public record FilesChanged(int seen, List<Ending> settled, List<Duration> latencies) {

  /**
   * How a file ended.
   *
   * @param cause null when it is PROCESSED
   */
  public record Ending(FileState state, FileCause cause) {}
}
