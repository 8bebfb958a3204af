package org.p3s.server.data;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Files were announced or reached their final state; an event inside the transaction at hand.
 *
 * @param seen how many are new
 * @param settled how many reached each final state
 * @param latencies from seen to processed
 */
public record FilesChanged(int seen, Map<FileState, Long> settled, List<Duration> latencies) {}
