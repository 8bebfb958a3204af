package org.p3s.cli.noun;

import org.p3s.cli.api.Route;
import picocli.CommandLine.Option;

/** Which part of a long list. */
final class Page {

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most so many (default: the server's, 100; most 500).")
  private Integer limit;

  @Option(
      names = "--cursor",
      paramLabel = "CURSOR",
      description = "Continue where an earlier list ended.")
  private Long cursor;

  Route of(Route route) {
    return route.with("limit", limit).with("cursor", cursor);
  }
}
