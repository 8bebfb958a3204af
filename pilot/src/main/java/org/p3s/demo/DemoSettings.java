package org.p3s.demo;

import java.nio.file.Path;

/**
 * What the demo is asked for.
 *
 * @param home of the built sources, with the launcher {@code p3s}
 * @param data the server's data directory; inbox, logs and scratch are in it
 * @param files after so many in a final state the demo ends by itself, 0 for never
 * @param rate files per minute, 0 for as fast as possible
 * @param faults of the emulated runs, in turn, as the emulator takes them
 */
public record DemoSettings(Path home, Path data, int port, int files, double rate, String faults) {

  Path inbox() {
    return data.resolve("inbox");
  }

  Path log(String name) {
    return data.resolve("log").resolve(name + ".log");
  }

  Path adminToken() {
    return data.resolve("admin-token");
  }

  Path launcher() {
    return home.resolve("p3s");
  }

  Path templates() {
    return home.resolve("dag-templates");
  }

  Path payloads() {
    return templates().resolve("target").resolve("lartpc-dqm.jar");
  }
}
