package org.p3s.server.broker;

import java.util.List;
import org.p3s.server.job.JobState;

/**
 * Why a job is where it is.
 *
 * @param summary one sentence
 * @param reason machine-readable: PARENT, NOT_STARTED, TYPE_PAUSED, TYPE_LIMIT, NO_PILOT, NO_MATCH,
 *     BUSY, or the job's own
 * @param ahead READY jobs of its queue that go first, null unless it is READY
 * @param pilots live pilots, null unless it is READY
 * @param matching live pilots that could run it, null unless it is READY
 * @param details further sentences: parents that are awaited, requirements that are not met
 */
public record Explanation(
    long jobId,
    JobState state,
    String reason,
    String summary,
    Long ahead,
    Integer pilots,
    Integer matching,
    List<String> details) {}
