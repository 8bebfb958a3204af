package org.p3s.bench.measure;

import java.util.LinkedHashMap;
import java.util.Map;
import org.p3s.bench.machine.Cpu;

/**
 * One row of the table, put together by its scenario: what came out, what it is compared to, and
 * what was to be reached. The target's words and its check are one call.
 */
public final class Result {

  final String scenario;
  final double value;
  final String unit;
  private final Map<String, Double> peers = new LinkedHashMap<>();
  private Double limit;
  private Cpu cpu;
  private Double rate;
  private String target = "";
  private boolean met = true;
  private String notes = "";

  private Result(String scenario, double value, String unit) {
    this.scenario = scenario;
    this.value = value;
    this.unit = unit;
  }

  /** A row whose value is a rate. */
  public static Result rate(String scenario, Measurement measured, String unit) {
    return new Result(scenario, measured.rate(), unit).of(measured);
  }

  /** A row whose value is something else. */
  public static Result value(String scenario, double value, String unit) {
    return new Result(scenario, value, unit);
  }

  /** The rate and the CPU time behind the value. */
  public Result of(Measurement measured) {
    rate = measured.rate();
    return cpu(measured.cpu());
  }

  /** A row of a scenario that failed. */
  public static Result broken(String scenario, String why) {
    Result result = new Result(scenario, Double.NaN, "");
    result.met = false;
    return result.note("BROKEN: " + why.lines().findFirst().orElse(why));
  }

  /** CPU time per operation. */
  public Result cpu(Cpu perOperation) {
    cpu = perOperation;
    return this;
  }

  /** The value must not be smaller. */
  public Result atLeast(double least) {
    return demand(value >= least, "≥ %s %s".formatted(figure(least), unit));
  }

  /** The value must not be larger. */
  public Result atMost(double most) {
    return demand(value <= most, "≤ %s %s".formatted(figure(most), unit));
  }

  /** The part of the rate of an empty GET that must be reached. */
  public Result atLeastOfGets(Measurement get, double part) {
    return demand(rate / get.rate() >= part, "≥ %s × GET".formatted(figure(part)));
  }

  /** An operation must not cost more. */
  public Result costsAtMost(Yardsticks.Cost most, Yardsticks yardsticks) {
    Yardsticks.Cost cost = yardsticks.cost(cpu);
    return demand(
        cost.gets() <= most.gets() && cost.updates() <= most.updates(),
        "cost ≤ %s GETs and %s UPDATEs".formatted(figure(most.gets()), figure(most.updates())));
  }

  /** What the same row changes take without us. */
  public Result limit(Measurement other) {
    limit = value / other.rate();
    return note("limit " + other);
  }

  /** The part of the limit that must be reached. */
  public Result atLeastOfLimit(double part) {
    return demand(limit >= part, "≥ %s of the limit".formatted(figure(part)));
  }

  /** What a peer does in the same run. */
  public Result peer(String name, Measurement other) {
    peers.put(name, value / other.rate());
    return note(name + " " + other);
  }

  /** A peer's latency, or another figure that is no rate; small is good. */
  public Result peerFigure(String name, double figure) {
    peers.put(name, value / figure);
    return this;
  }

  public Result atLeastTimes(String peer, double times) {
    return demand(peers.get(peer) >= times, "≥ %s × %s".formatted(figure(times), peer));
  }

  /** Any other demand, in words. */
  public Result demand(boolean isMet, String words) {
    met &= isMet;
    target += (target.isEmpty() ? "" : ", ") + words;
    return this;
  }

  public Result note(String words) {
    notes += (notes.isEmpty() ? "" : "; ") + words;
    return this;
  }

  boolean isBroken() {
    return Double.isNaN(value);
  }

  boolean isMet() {
    return met;
  }

  String target() {
    return target;
  }

  String notes() {
    return notes;
  }

  Double limitRatio() {
    return limit;
  }

  Map<String, Double> peerRatios() {
    return peers;
  }

  Cpu cpu() {
    return cpu;
  }

  /** Operations per second, null when the value is none. */
  Double rate() {
    return rate;
  }

  /** Three digits at least, and thousands apart. */
  static String figure(double number) {
    int decimals = number >= 100 || number == Math.rint(number) ? 0 : number >= 10 ? 1 : 2;
    return ("%,." + decimals + "f").formatted(number);
  }
}
