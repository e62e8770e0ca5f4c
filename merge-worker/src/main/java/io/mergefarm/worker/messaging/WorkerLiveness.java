package io.mergefarm.worker.messaging;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** A worker all of whose threads hang is to be started again. */
@Liveness
@ApplicationScoped
class WorkerLiveness implements HealthCheck {

  private final PartConsumers consumers;
  private final WorkerConfig config;

  WorkerLiveness(PartConsumers consumers, WorkerConfig config) {
    this.consumers = consumers;
    this.config = config;
  }

  @Override
  public HealthCheckResponse call() {
    int lost = consumers.lostSlots();
    return HealthCheckResponse.named("merge threads")
        .status(lost < config.threads())
        .withData("threads", config.threads())
        .withData("without progress", lost)
        .build();
  }
}
