package org.p3s.bench.measure;

import java.util.List;
import java.util.stream.Collectors;
import org.p3s.bench.machine.Cpu;

/**
 * What some rounds of a load gave.
 *
 * @param rate operations per second, the median of the rounds
 * @param cpu microseconds per operation, the median of the rounds for each party
 * @param rates of all rounds
 */
public record Measurement(double rate, Cpu cpu, List<Double> rates) {

  /** One figure in a line. */
  @Override
  public String toString() {
    return "%,.0f/s (%s); CPU µs each: server %.1f, PostgreSQL %.1f, generator %.1f"
        .formatted(
            rate,
            rates.stream().map(each -> "%,.0f".formatted(each)).collect(Collectors.joining(", ")),
            cpu.server(),
            cpu.postgres(),
            cpu.generator());
  }
}
