package org.p3s.server.broker;

import java.util.List;
import java.util.Map;
import org.p3s.protocol.ExchangeAnswer;
import org.p3s.server.job.JobQueue.Given;
import org.p3s.server.job.ReadyJob;

/**
 * What a turn has done, for those who act on it once it is committed.
 *
 * @param answers one for each exchange
 * @param ready jobs that became READY, some of which may have been given away at once
 * @param given jobs that were given away
 * @param ended attempts that ended
 */
record Outcome(
    Map<Exchange, ExchangeAnswer> answers,
    List<ReadyJob> ready,
    List<Given> given,
    List<Reports.Ended> ended) {}
