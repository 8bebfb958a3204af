package org.p3s.bench.machine;

/**
 * CPU time of the three parties, in microseconds.
 *
 * @param server all server processes together
 * @param postgres the postmaster with all its backends, ended ones included
 * @param generator this process; for peers, which work in it, that is the peer
 */
public record Cpu(double server, double postgres, double generator) {

  public Cpu minus(Cpu earlier) {
    return new Cpu(
        server - earlier.server, postgres - earlier.postgres, generator - earlier.generator);
  }

  /** Per operation, of which there were so many. */
  public Cpu over(double operations) {
    return new Cpu(server / operations, postgres / operations, generator / operations);
  }

  /** Of all together. */
  public double all() {
    return server + postgres + generator;
  }

  /** What runs on the machine of the service: server and PostgreSQL. */
  public double service() {
    return server + postgres;
  }
}
