package org.p3s.server.broker;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.p3s.server.job.ReadyJob;
import org.p3s.server.platform.Changes;

/**
 * What one server tells the others.
 *
 * @param from the server that tells it
 * @param everything too much happened to tell: all that is remembered is in doubt
 * @param reordered the order of queues is another
 * @param types limits or pauses of job types are others
 * @param ready of each lane in which jobs became READY the first of them
 * @param counts by queue, how many jobs may be given away now
 * @param pilots whose jobs or wanted end are others
 * @param topics what open pages should read anew
 */
record News(
    String from,
    boolean everything,
    boolean reordered,
    boolean types,
    List<ReadyJob> ready,
    Map<Integer, Integer> counts,
    Set<Long> pilots,
    Set<Changes.Topic> topics) {

  /** That this server is there. */
  static News hello(String from) {
    return new News(from, false, false, false, List.of(), Map.of(), Set.of(), Set.of());
  }

  /** That everybody should look for himself. */
  static News everything(String from, Set<Changes.Topic> topics) {
    return new News(from, true, true, true, List.of(), Map.of(), Set.of(), topics);
  }
}
