package org.p3s.server.legacy;

import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.p3s.server.platform.Settings;

/** Where this server's own pages and API are. */
@ApplicationScoped
class Addresses {

  private final Settings settings;
  private final RoutingContext context;
  private final int port;

  /** The context is that of the request at hand. */
  Addresses(
      Settings settings,
      RoutingContext context,
      @ConfigProperty(name = "quarkus.http.port") int port) {
    this.settings = settings;
    this.context = context;
    this.port = port;
  }

  /** The public address, else the one at which the client at hand reached this server. */
  String server() {
    return settings.publicUrl().map(url -> url.replaceAll("/+$", "")).orElseGet(this::reached);
  }

  private String reached() {
    String host = context.request().localAddress().hostAddress();
    return "http://%s:%d".formatted(host.contains(":") ? "[" + host + "]" : host, port);
  }
}
