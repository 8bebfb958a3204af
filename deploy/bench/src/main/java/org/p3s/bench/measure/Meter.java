package org.p3s.bench.measure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.p3s.bench.Broken;
import org.p3s.bench.machine.Cpu;

/** Measures a load that runs: rate and CPU time per operation, medians of some rounds. */
public final class Meter {

  /** What was seen at one moment. */
  private record Seen(long at, long done, Cpu cpu) {}

  private static final Duration GLANCE = Duration.ofMillis(20);

  /** Looks may be queries, which are not to cost what is measured. */
  private static final Duration LOOK = Duration.ofMillis(200);

  private static final Duration SLICE = Duration.ofSeconds(1);

  /**
   * Compilers that use less than this part of all that is used have done what there was to do; of
   * two busy cores that is a tenth of one.
   */
  private static final double QUIET = 0.05;

  private final Supplier<Cpu> clock;
  private final DoubleSupplier compilers;

  /**
   * @param clock CPU time used so far
   * @param compilers that of it which went into compiling Java, in microseconds
   */
  public Meter(Supplier<Cpu> clock, DoubleSupplier compilers) {
    this.clock = clock;
    this.compilers = compilers;
  }

  /** Watches a load that has been started; fails with it. */
  public Measurement measure(Load load, Pace pace) {
    warmUp(load, pace);
    List<Double> rates = new ArrayList<>();
    List<Cpu> cpus = new ArrayList<>();
    Seen before = look(load);
    for (int i = 0; i < pace.rounds() && !load.isOver(); i++) {
      await(load, pace.round());
      Seen after = look(load);
      double done = (double) after.done() - before.done();
      double seconds = (after.at() - before.at()) / 1e9;
      // of a round in which the work ran out, only a good part is a measurement
      if (done > 0 && (!load.isOver() || seconds >= pace.round().toMillis() / 2e3)) {
        rates.add(done / seconds);
        cpus.add(after.cpu().minus(before.cpu()).over(done));
      }
      before = after;
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

  /** Java compiles itself while it is new; that is not what is to be measured. */
  public void warmUp(Load load, Pace pace) {
    await(load, pace.warmUp());
    long end = System.nanoTime() + pace.longest().minus(pace.warmUp()).toNanos();
    while (!load.isOver() && System.nanoTime() < end) {
      double before = compilers.getAsDouble();
      Cpu allBefore = clock.get();
      await(load, SLICE);
      double used = compilers.getAsDouble() - before;
      // less than nothing: one of them has ended
      if (used >= 0 && used < QUIET * clock.get().minus(allBefore).all()) {
        return;
      }
    }
  }

  private Seen look(Load load) {
    load.mark();
    return new Seen(System.nanoTime(), load.done(), clock.get());
  }

  /**
   * Waits until something is so, or a load fails.
   *
   * @param otherwise what is wrong when it is not so after this time
   */
  public static void until(
      BooleanSupplier isSo, Load load, Duration most, Supplier<String> otherwise) {
    long end = System.nanoTime() + most.toNanos();
    while (!isSo.getAsBoolean()) {
      load.check();
      if (System.nanoTime() > end) {
        throw new Broken(otherwise.get());
      }
      pause(LOOK.toNanos());
    }
    load.check();
  }

  /** Lets a load run for a while, or to its end. */
  public static void await(Load load, Duration time) {
    long end = System.nanoTime() + time.toNanos();
    while (!load.isOver() && System.nanoTime() < end) {
      load.check();
      pause(Math.min(GLANCE.toNanos(), end - System.nanoTime()));
    }
  }

  private static void pause(long nanos) {
    try {
      TimeUnit.NANOSECONDS.sleep(nanos);
    } catch (InterruptedException e) {
      throw new Broken("Interrupted", e);
    }
  }

  private static <T> double median(List<T> items, ToDoubleFunction<T> of) {
    double[] sorted = items.stream().mapToDouble(of).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
