package org.p3s.server.broker;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** The server is of no use to pilots when the thread that serves them has ended. */
@Liveness
@ApplicationScoped
class BrokerHealth implements HealthCheck {

  private final Broker broker;

  BrokerHealth(Broker broker) {
    this.broker = broker;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("Broker").status(broker.isAlive()).build();
  }
}
