package org.p3s.protocol;

/**
 * What the server tells a pilot to do.
 *
 * @param attempt the attempt that an ABORT is about, otherwise null
 * @param reason one sentence for the pilot's log
 */
public record Command(Kind kind, AttemptId attempt, String reason) {

  /** The kinds of command. */
  public enum Kind {
    /** End this attempt's payload and forget it; nothing that it reports counts any more. */
    ABORT,
    /** Take no more jobs, finish what runs, sign off. */
    DRAIN,
    /** End all payloads, sign off. */
    STOP,
    /** The server gave this pilot up: end all payloads and register anew. */
    REGISTER
  }
}
