package org.p3s.server.broker;

import java.util.List;
import org.p3s.protocol.AttemptReport;

/** Fired in the transaction in which attempts ended as their pilots reported. */
record AttemptsEnded(List<One> attempts) {

  /** One of them, and the queue of its job. */
  record One(int queueId, AttemptReport report) {}
}
