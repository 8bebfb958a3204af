package org.p3s.server.broker;

import java.util.List;
import java.util.Map;
import org.p3s.protocol.ExchangeAnswer;
import org.p3s.server.job.JobQueue.Given;

/**
 * What a turn has done, for those who act on it once it is committed.
 *
 * @param answers one for each exchange
 * @param given jobs that were given away
 */
record Outcome(Map<Exchange, ExchangeAnswer> answers, List<Given> given) {}
