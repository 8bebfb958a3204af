package org.p3s.server.web;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** An address within the pages, with its filters as query parameters. */
public record Link(String address) {

  public static Link to(String path) {
    return new Link(path);
  }

  /** The same with one parameter more; null and empty values add nothing. */
  public Link with(String name, Object value) {
    if (value == null || value.toString().isEmpty()) {
      return this;
    }
    String text = URLEncoder.encode(value.toString(), StandardCharsets.UTF_8);
    return new Link(address + (address.indexOf('?') < 0 ? '?' : '&') + name + '=' + text);
  }

  @Override
  public String toString() {
    return address;
  }
}
