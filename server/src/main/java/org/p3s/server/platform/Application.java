package org.p3s.server.platform;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import jakarta.enterprise.event.Event;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Says that the server serves, then waits for its end. */
public final class Application implements QuarkusApplication {

  /** The server answers at this address. */
  public record Ready(String url) {}

  private final Event<Ready> ready;
  private final Settings settings;
  private final String host;
  private final int port;

  public Application(
      Event<Ready> ready,
      Settings settings,
      @ConfigProperty(name = "quarkus.http.host") String host,
      @ConfigProperty(name = "quarkus.http.port") int port) {
    this.ready = ready;
    this.settings = settings;
    this.host = host;
    this.port = port;
  }

  @Override
  public int run(String... args) {
    String local = host.equals("0.0.0.0") || host.equals("127.0.0.1") ? "localhost" : host;
    String url = settings.publicUrl().orElse("http://" + local + ":" + port);
    System.out.println("p3s ready: " + url);
    ready.fire(new Ready(url));
    Quarkus.waitForExit();
    return 0;
  }
}
