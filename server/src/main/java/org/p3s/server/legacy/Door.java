package org.p3s.server.legacy;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.p3s.protocol.Json;
import org.p3s.protocol.Problem;
import org.p3s.server.account.Authentication.Vouched;
import org.p3s.server.platform.Settings;

/**
 * Lets old clients in: those that call a path of theirs, come from a network that is allowed, and
 * are no browsers. Each is given the one role that its path asks for.
 */
@Singleton
class Door {

  private static final Logger LOG = Logger.getLogger(Door.class);

  /** After the limit of bodies, before everything else. */
  private static final int EARLY = 900;

  /** After so long without a word a connection is closed. */
  private static final int IDLE_SECONDS = 300;

  /** Clients that have nothing to send call paths by GET that want a form. */
  private static final Set<HttpMethod> EITHER = Set.of(HttpMethod.GET, HttpMethod.POST);

  /** What proxies add, behind which all addresses are theirs. */
  private static final List<String> OF_PROXIES =
      List.of("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via");

  private final Hourly refused = new Hourly(InstantSource.system());
  private final Settings settings;
  private final Routes routes;
  private final Networks networks;
  private final MeterRegistry metrics;
  private final String host;
  private final int port;
  private HttpServer own;

  Door(
      Settings settings,
      Routes routes,
      MeterRegistry metrics,
      @ConfigProperty(name = "quarkus.http.host") String host,
      @ConfigProperty(name = "quarkus.http.port") int port) {
    this.settings = settings;
    this.routes = routes;
    this.networks = Networks.of(settings.legacyNetworks());
    this.metrics = metrics;
    this.host = host;
    this.port = port;
  }

  void register(@Observes Filters filters) {
    filters.register(this::pass, EARLY);
  }

  /** Listens on the port of their own, if they have one. */
  void open(@Observes StartupEvent event, Vertx vertx, Router router) {
    if (!settings.legacy()) {
      settings
          .legacyPort()
          .ifPresent(any -> LOG.warn("P3S_LEGACY_PORT has no effect without P3S_LEGACY=true"));
      return;
    }
    boolean behindProxy = settings.publicUrl().filter(url -> url.startsWith("https:")).isPresent();
    if (behindProxy && settings.legacyPort().isEmpty()) {
      throw new IllegalStateException(
          "Behind a proxy, as P3S_PUBLIC_URL is, all clients have its address: give the old ones a port of their own with P3S_LEGACY_PORT.");
    }
    settings.legacyPort().ifPresent(theirs -> own = listen(vertx, router, theirs));
    LOG.infof(
        "Old clients are served on %s, from %s",
        settings.legacyPort().map(theirs -> "port " + theirs).orElse("the port of the pages"),
        String.join(", ", settings.legacyNetworks()));
  }

  private HttpServer listen(Vertx vertx, Router router, int theirs) {
    if (theirs == port) {
      throw new IllegalStateException(
          "P3S_LEGACY_PORT is that of the pages; leave it out to share that, or give another.");
    }
    try {
      return vertx
          .createHttpServer(
              new HttpServerOptions().setHost(host).setPort(theirs).setIdleTimeout(IDLE_SECONDS))
          .requestHandler(router)
          .listen()
          .toCompletionStage()
          .toCompletableFuture()
          .join();
    } catch (CompletionException e) {
      throw new IllegalStateException(
          "Port %d on %s cannot be used for old clients (%s); choose another with P3S_LEGACY_PORT."
              .formatted(theirs, host, e.getCause().getMessage()));
    }
  }

  void close(@Observes ShutdownEvent event) {
    if (own != null) {
      own.close();
    }
  }

  private void pass(RoutingContext context) {
    String path = withoutSlash(context.normalizedPath());
    if (Vouched.isCaller(context)) {
      // has been let in, and comes by again on its new way
      context.next();
    } else if (path.equals(Routes.INSIDE) || path.startsWith(Routes.INSIDE + "/")) {
      refuse(context, 404, "not-found", "Not Found", "There is no such page.");
    } else if (!isForOldClients(context, path)) {
      context.next();
    } else if (routes.roleOf(path) == null) {
      refuse(
          context,
          404,
          "not-found",
          "Not Found",
          "This port is for clients of the older p3s, and they know no such path; pages and API are on port %d."
              .formatted(port));
    } else if (leadsToAPage(path)) {
      letIn(context, path);
    } else if (OF_PROXIES.stream().anyMatch(each -> context.request().headers().contains(each))) {
      refuse(
          context,
          403,
          "not-allowed",
          "Forbidden",
          "Old clients may not come through a proxy, which hides from where they come.");
    } else if (!networks.contain(context.request().remoteAddress().hostAddress())) {
      warn(context.request());
      refuse(
          context,
          403,
          "not-allowed",
          "Forbidden",
          "Old clients may not come from here; P3S_LEGACY_NETWORKS says from where they may.");
    } else if (isBrowser(context.request()) && !path.isEmpty()) {
      refuse(
          context,
          403,
          "not-allowed",
          "Forbidden",
          "This path is for programs; no page of another site shall act in a visitor's name.");
    } else {
      letIn(context, path);
    }
  }

  /** Addresses of older pages only say where ours are; shifters are in no farm's network. */
  private boolean leadsToAPage(String path) {
    return !path.isEmpty() && routes.roleOf(path).equals(Routes.ANYBODY);
  }

  /** Once an hour for each address, so that an operator sees which network is missing. */
  private void warn(HttpServerRequest request) {
    String address = String.valueOf(request.remoteAddress().hostAddress());
    if (refused.count(address) > 0) {
      LOG.warnf(
          "%s calls %s of the older p3s, and is in no network of P3S_LEGACY_NETWORKS",
          address, request.path());
    }
  }

  private boolean isForOldClients(RoutingContext context, String path) {
    if (!settings.legacy()) {
      return false;
    }
    if (settings.legacyPort().isPresent()) {
      return context.request().localAddress().port() == settings.legacyPort().get();
    }
    return path.isEmpty()
        ? "json".equals(context.request().getParam("out"))
        : routes.roleOf(path) != null;
  }

  private void letIn(RoutingContext context, String path) {
    // paths are those of a fixed list
    metrics.counter("p3s_legacy_calls_total", "path", path).increment();
    String client = "old client at " + context.request().remoteAddress().hostAddress();
    new Vouched(client, routes.roleOf(path)).caller(context);
    String query = context.request().query();
    boolean either = EITHER.contains(context.request().method());
    context.reroute(
        either ? HttpMethod.valueOf(routes.methodOf(path)) : context.request().method(),
        Routes.INSIDE + path + (query == null ? "" : "?" + query));
  }

  /**
   * Every browser names itself so, and says where a form that it sends came from; programs of the
   * older p3s do neither.
   */
  private static boolean isBrowser(HttpServerRequest request) {
    String agent = request.getHeader("User-Agent");
    return request.getHeader("Origin") != null
        || request.getHeader("Sec-Fetch-Site") != null
        || request.getHeader("Accept-Language") != null
        || (agent != null && agent.startsWith("Mozilla/"));
  }

  private static String withoutSlash(String path) {
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  private static void refuse(
      RoutingContext context, int status, String type, String title, String detail) {
    Problem problem =
        new Problem("urn:p3s:problem:" + type, title, status, detail, null, List.of());
    context
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", "application/problem+json")
        .end(Json.MAPPER.valueToTree(problem).toString());
  }
}
