package org.p3s.bench.load;

import org.p3s.bench.Broken;
import org.p3s.bench.wire.Link;
import org.p3s.bench.wire.Message;
import org.p3s.bench.wire.Reply;

/** One pilot's side of the conversation: writes its exchanges and reads the answers. */
public final class Talk {

  /** Takes the jobs of an answer, one by one. */
  public interface Taker {
    void given(long job, int attempt);
  }

  private static final byte[] RUNNING = Message.ascii("{\"running\":[");
  private static final byte[] REPORTS = Message.ascii("],\"reports\":[");
  private static final byte[] WANT = Message.ascii("],\"want\":");
  private static final byte[] WAIT = Message.ascii(",\"waitSeconds\":");
  private static final byte[] CLOSE = Message.ascii("}");
  private static final byte[] COMMA = Message.ascii(",");
  private static final byte[] JOB = Message.ascii("{\"jobId\":");
  private static final byte[] ATTEMPT = Message.ascii(",\"attempt\":");
  // a pilot's own times are kept and not judged
  private static final String NOW = "2026-01-01T00:00:00.000Z";
  private static final byte[] STARTED =
      Message.ascii(",\"phase\":\"STARTED\",\"startedAt\":\"%s\"}".formatted(NOW));
  private static final byte[] ENDED =
      Message.ascii(
          ",\"phase\":\"ENDED\",\"exitCode\":0,\"startedAt\":\"%1$s\",\"endedAt\":\"%1$s\",\"peakRssMiB\":12}"
              .formatted(NOW));
  private static final byte[] NO_COMMANDS = Message.ascii("\"commands\":[]}");
  private static final byte[] OFFER = Message.ascii("\"jobId\":");
  private static final byte[] OFFERED_ATTEMPT = Message.ascii("\"attempt\":");

  private final Message message;
  private boolean first;

  public Talk(Pilot pilot) {
    message = Message.post("/api/v1/pilots/%d/exchange".formatted(pilot.id()), pilot.token());
  }

  /** Begins an exchange; then come all {@link #running}. */
  public Talk begin() {
    message.clear().text(RUNNING);
    first = true;
    return this;
  }

  public Talk running(long job, int attempt) {
    attempt(job, attempt);
    message.text(CLOSE);
    return this;
  }

  /** After what runs come the reports. */
  public Talk reports() {
    message.text(REPORTS);
    first = true;
    return this;
  }

  public Talk started(long job, int attempt) {
    attempt(job, attempt);
    message.text(STARTED);
    return this;
  }

  public Talk ended(long job, int attempt) {
    attempt(job, attempt);
    message.text(ENDED);
    return this;
  }

  /** Completes the exchange and sends it. */
  public void send(Link link, int want, int waitSeconds, Link.Listener listener) {
    message.text(WANT).number(want).text(WAIT).number(waitSeconds).text(CLOSE).end();
    link.send(message, listener);
  }

  private void attempt(long job, int attempt) {
    if (!first) {
      message.text(COMMA);
    }
    first = false;
    message.text(JOB).number(job).text(ATTEMPT).number(attempt);
  }

  /**
   * Reads an answer, in which there must be no commands: no pilot here does anything wrong.
   *
   * @return how many jobs there were
   */
  public static int read(Reply reply, Taker taker) {
    reply.must(200);
    if (!reply.endsWith(NO_COMMANDS)) {
      throw new Broken("Commands that nobody deserves: " + reply.text());
    }
    int jobs = 0;
    for (int at = reply.find(OFFER, reply.start()); at >= 0; at = reply.find(OFFER, at)) {
      taker.given(reply.number(at), (int) reply.number(reply.find(OFFERED_ATTEMPT, at)));
      jobs++;
    }
    return jobs;
  }
}
