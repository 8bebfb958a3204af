package org.p3s.server.broker;

/**
 * A job that was chosen from memory is not to be had, so that what was chosen beside it may not be
 * what should have been. The transaction is undone and done again with what the database says.
 */
final class OutOfDate extends RuntimeException {

  private static final long serialVersionUID = 1;

  OutOfDate(long job) {
    super("job %d is not READY any more".formatted(job), null, false, false);
  }
}
