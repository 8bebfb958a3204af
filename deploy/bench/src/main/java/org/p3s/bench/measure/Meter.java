package org.p3s.bench.measure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.p3s.bench.Broken;
import org.p3s.bench.machine.Cpu;

/** Measures a load that runs: rate and CPU time per operation, medians of some rounds. */
public final class Meter {

  /** What was seen at one moment. */
  private record Seen(long at, long done, Cpu cpu) {}

  private static final Duration GLANCE = Duration.ofMillis(20);

  private static final Duration SLICE = Duration.ofSeconds(1);

  /** An operation that costs more than this part of what it cost a second before. */
  private static final double STEADY = 0.9;

  private final Supplier<Cpu> clock;

  /**
   * @param clock CPU time used so far
   */
  public Meter(Supplier<Cpu> clock) {
    this.clock = clock;
  }

  /** Watches a load that has been started; fails with it. */
  public Measurement measure(Load load, Pace pace) {
    warmUp(load, pace.warmUp());
    List<Double> rates = new ArrayList<>();
    List<Cpu> cpus = new ArrayList<>();
    for (int i = 0; i < pace.rounds() && !load.isOver(); i++) {
      Seen before = look(load);
      await(load, pace.round());
      Seen after = look(load);
      double done = (double) after.done() - before.done();
      double seconds = (after.at() - before.at()) / 1e9;
      // of a round in which the work ran out, only a good part is a measurement
      if (done > 0 && (!load.isOver() || seconds >= pace.round().toMillis() / 2e3)) {
        rates.add(done / seconds);
        cpus.add(after.cpu().minus(before.cpu()).over(done));
      }
    }
    load.check();
    if (rates.isEmpty()) {
      throw new Broken("Nothing was done while it was measured");
    }
    Cpu cpu =
        new Cpu(
            median(cpus, Cpu::server), median(cpus, Cpu::postgres), median(cpus, Cpu::generator));
    return new Measurement(median(rates, Double::doubleValue), cpu, rates);
  }

  /** Java servers compile themselves while they begin; that is not what is to be measured. */
  private void warmUp(Load load, Duration least) {
    await(load, least);
    double before = Double.POSITIVE_INFINITY;
    for (long i = least.toSeconds() * (Pace.LONGEST_WARM_UP - 1); i > 0 && !load.isOver(); i--) {
      Seen began = look(load);
      await(load, SLICE);
      Seen ended = look(load);
      Cpu used = ended.cpu().minus(began.cpu());
      double each = (used.service() + used.generator()) / Math.max(1, ended.done() - began.done());
      if (each > before * STEADY) {
        return;
      }
      before = each;
    }
  }

  private Seen look(Load load) {
    return new Seen(System.nanoTime(), load.done(), clock.get());
  }

  /** Lets a load run for a while, or to its end. */
  public static void await(Load load, Duration time) {
    long end = System.nanoTime() + time.toNanos();
    while (!load.isOver() && System.nanoTime() < end) {
      load.check();
      long left = Math.min(GLANCE.toNanos(), end - System.nanoTime());
      try {
        TimeUnit.NANOSECONDS.sleep(left);
      } catch (InterruptedException e) {
        throw new Broken("Interrupted", e);
      }
    }
  }

  private static <T> double median(List<T> items, ToDoubleFunction<T> of) {
    double[] sorted = items.stream().mapToDouble(of).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
