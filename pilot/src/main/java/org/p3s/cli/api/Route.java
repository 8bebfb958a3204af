package org.p3s.cli.api;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The path and query of a call; every part is encoded as it comes in. */
public final class Route {

  private final StringBuilder text;
  private char separator = '?';

  private Route(String root) {
    text = new StringBuilder(root);
  }

  /** A resource of the API, such as {@code Route.to("jobs", 12, "log")}. */
  public static Route to(Object... segments) {
    Route route = new Route("/api/v1");
    for (Object each : segments) {
      route.text.append('/').append(encoded(each));
    }
    return route;
  }

  /** A path outside of the API, as it is. */
  public static Route outside(String path) {
    return new Route(path);
  }

  /** Adds a parameter, unless the value is null. */
  public Route with(String name, Object value) {
    if (value != null) {
      text.append(separator).append(name).append('=').append(encoded(value));
      separator = '&';
    }
    return this;
  }

  URI under(URI server) {
    return URI.create(server.toString().replaceAll("/+$", "") + text);
  }

  private static String encoded(Object value) {
    return URLEncoder.encode(String.valueOf(value), StandardCharsets.UTF_8).replace("+", "%20");
  }
}
