package org.p3s.protocol;

/** Why an attempt failed. */
public enum Cause {
  /** The payload's own exit code was not 0. */
  EXIT,
  TIME_LIMIT,
  MEMORY,
  /** The attempt's folder grew larger than its pilot allows. */
  DISK,
  /** The pilot's lease ended while it held the attempt; only the server says so. */
  LOST_PILOT,
  STAGE_IN,
  STAGE_OUT,
  /** A declared output is not there after the payload said it succeeded. */
  OUTPUT_MISSING,
  /** The payload could not be started at all. */
  NOT_STARTED,
  CANCELLED
}
