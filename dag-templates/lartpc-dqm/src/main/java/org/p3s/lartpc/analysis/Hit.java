package org.p3s.lartpc.analysis;

/**
 * A pulse on a wire.
 *
 * @param tick charge-weighted middle
 * @param charge in ADC·tick above the pedestal
 * @param amplitude highest sample above the pedestal, in ADC counts
 */
public record Hit(int event, int channel, double tick, double charge, double amplitude) {}
