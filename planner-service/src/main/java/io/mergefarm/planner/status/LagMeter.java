package io.mergefarm.planner.status;

import io.mergefarm.contracts.messaging.KafkaClients;
import io.mergefarm.contracts.messaging.ShareGroupLag;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.jboss.logging.Logger;

/** Measures how many parts are not merged yet, which is what workers are scaled by. */
@ApplicationScoped
class LagMeter {

  private static final Logger LOG = Logger.getLogger(LagMeter.class);
  private static final Duration INTERVAL = Duration.ofSeconds(10);

  private final KafkaClients clients;
  private final ShareGroupLag lag;
  private final AtomicLong parts;
  private final Thread meter = Thread.ofVirtual().name("share-group-lag").unstarted(this::run);

  LagMeter(KafkaClients clients, ShareGroupLag lag, MeterRegistry meters) {
    this.clients = clients;
    this.lag = lag;
    this.parts = meters.gauge("mergefarm.parts.lag", new AtomicLong());
  }

  void start(@Observes StartupEvent event) {
    meter.start();
  }

  void stop(@Observes ShutdownEvent event) {
    meter.interrupt();
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep(INTERVAL);
        measure();
      }
    } catch (InterruptedException e) {
      LOG.debug("stopped");
    }
  }

  private void measure() throws InterruptedException {
    try (Admin admin = clients.admin()) {
      parts.set(lag.read(admin));
    } catch (IOException | RuntimeException e) {
      LOG.warnf("the lag of the workers can not be read: %s", e.getMessage());
    }
  }
}
