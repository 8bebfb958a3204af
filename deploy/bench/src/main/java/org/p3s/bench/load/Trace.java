package org.p3s.bench.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Files that come in and how long the jobs of each take, all drawn before, so that they can be
 * simulated and replayed alike. The laws are those of {@code p3s simulate}, twenty times as fast:
 * so its ten minutes are thirty seconds here.
 */
public final class Trace {

  /** How files come. */
  public enum Kind {
    /** At any time alike. */
    POISSON,
    /** In runs with pauses between them; each begins with a burst. */
    BURSTY
  }

  /**
   * A file.
   *
   * @param seen seconds since the beginning
   * @param seconds that the job of each vertex of {@link Graphs#STEPS} takes
   */
  public record File(double seen, List<Double> seconds) {

    double secondsOf(int vertex) {
      return seconds.get(vertex);
    }
  }

  /** Files come at this rate, beside those of other times, in seconds since the beginning. */
  private record Phase(double from, double to, double rate) {}

  private static final double RUN = 90;
  private static final double PAUSE = 9;
  private static final double BURST = 6;
  private static final double BURST_RATE = 4;

  /** Standard deviation of a vertex' durations, as a part of their mean. */
  private static final double SPREAD = 0.15;

  private static final double SIGMA = Math.sqrt(Math.log(1 + SPREAD * SPREAD));
  private static final long SEED = 1;

  private final RandomGenerator random = new SplittableRandom(SEED);
  private final List<File> files = new ArrayList<>();

  private Trace() {}

  /**
   * The same ones at each call.
   *
   * @param rate files per second, on average
   */
  public static Trace draw(Kind kind, double rate, double seconds) {
    Trace trace = new Trace();
    List<Phase> phases =
        kind == Kind.POISSON ? List.of(new Phase(0, seconds, 1)) : trace.runs(seconds);
    double sum = phases.stream().mapToDouble(p -> p.rate() * (p.to() - p.from())).sum();
    phases.forEach(each -> trace.fill(each, each.rate() * rate * seconds / sum));
    return trace;
  }

  private void fill(Phase phase, double rate) {
    double at = phase.from() + exponential(1 / rate);
    while (at < phase.to()) {
      files.add(new File(at, Graphs.STEP_SECONDS.stream().map(this::duration).toList()));
      at += exponential(1 / rate);
    }
  }

  private List<Phase> runs(double seconds) {
    List<Phase> phases = new ArrayList<>();
    double at = 0;
    while (at < seconds) {
      double burst = Math.min(seconds, at + BURST);
      double end = Math.min(seconds, burst + exponential(RUN));
      phases.add(new Phase(at, burst, BURST_RATE));
      phases.add(new Phase(burst, end, 1));
      at = end + exponential(PAUSE);
    }
    return phases;
  }

  private double exponential(double mean) {
    return -mean * Math.log(1 - random.nextDouble());
  }

  /** Log-normal. */
  private double duration(double mean) {
    return mean * Math.exp(SIGMA * random.nextGaussian() - SIGMA * SIGMA / 2);
  }

  /** The same with jobs that take only this part of their time. */
  public Trace shortened(double part) {
    Trace shorter = new Trace();
    files.forEach(
        each ->
            shorter.files.add(
                new File(each.seen(), each.seconds().stream().map(s -> s * part).toList())));
    return shorter;
  }

  /** By time. */
  public List<File> files() {
    return files;
  }

  /** Mean seconds between two files. */
  public double interval() {
    return (files.get(files.size() - 1).seen() - files.get(0).seen()) / (files.size() - 1);
  }

  /** As {@code p3s simulate} reads it. */
  public List<String> csv() {
    List<String> lines = new ArrayList<>();
    lines.add("seen," + String.join(",", Graphs.VERTICES));
    for (File each : files) {
      lines.add(
          number(each.seen())
              + each.seconds().stream().map(s -> "," + number(s)).collect(Collectors.joining()));
    }
    return lines;
  }

  private static String number(double seconds) {
    return String.format(Locale.ROOT, "%.6f", seconds);
  }
}
