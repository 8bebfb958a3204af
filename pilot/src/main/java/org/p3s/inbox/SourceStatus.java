package org.p3s.inbox;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How a watcher fares.
 *
 * @param source the folder, as a path or URL
 * @param since when it entered this state
 * @param listedAt when the last whole listing was made; null before the first
 * @param listingTook how long that took
 * @param entries files that it held
 * @param waiting files that are not announced yet
 * @param announced files announced since the watcher began
 * @param passedOver files that nobody will ever take as they are
 * @param clockSkew how far the clock that stamps the files is ahead of this one at the most
 *     (behind: negative); zero unless it is more than a minute
 * @param problem a sentence on what is wrong and what to do; null when nothing is
 * @param remarks sentences on what is odd but keeps nothing from working
 */
public record SourceStatus(
    String source,
    State state,
    Instant since,
    Instant listedAt,
    Duration listingTook,
    int entries,
    int waiting,
    long announced,
    long passedOver,
    Duration clockSkew,
    String problem,
    List<String> remarks) {

  /** Whether files get from there to the server. */
  public enum State {
    STARTING,
    OK,
    FAILING
  }

  public SourceStatus {
    remarks = List.copyOf(remarks);
  }
}
