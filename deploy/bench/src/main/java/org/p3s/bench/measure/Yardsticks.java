package org.p3s.bench.measure;

import org.p3s.bench.machine.Cpu;

/**
 * What a server and a database do at least for an operation, measured in the same run: what is told
 * in multiples of them holds on other machines, too.
 *
 * @param get an empty GET, which costs the server alone
 * @param update a durable UPDATE of one row, of whose CPU time only PostgreSQL's counts
 */
public record Yardsticks(Measurement get, Measurement update) {

  /**
   * The CPU time of an operation.
   *
   * @param gets the server's, in that of an empty GET
   * @param updates PostgreSQL's, in that of a durable UPDATE
   */
  public record Cost(double gets, double updates) {}

  /** What an operation costs that takes this CPU time. */
  public Cost cost(Cpu each) {
    return new Cost(each.server() / get.cpu().server(), each.postgres() / update.cpu().postgres());
  }
}
