package org.p3s.lartpc.raw;

import java.time.Instant;

/**
 * What a file says about itself.
 *
 * @param run number of the run
 * @param subrun number of the file in the run, from 1
 * @param logger number of the data logger that wrote it
 * @param firstEvent number of the first event; the others follow without gaps
 * @param events how many events the file holds
 * @param start when the first event was taken, to the millisecond
 */
public record RunRecord(
    int run, int subrun, int logger, int firstEvent, int events, Instant start) {

  /** The name under which data taking writes the file. */
  public String fileName() {
    return "lartpc_raw_run%06d_%04d_dl%d.raw".formatted(run, subrun, logger);
  }
}
