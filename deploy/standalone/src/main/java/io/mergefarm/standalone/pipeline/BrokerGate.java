package io.mergefarm.standalone.pipeline;

import io.mergefarm.contracts.event.Topic;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Holds the services' channels back until the broker, which starts beside them, has its topics. */
@ApplicationScoped
class BrokerGate {

  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final String bootstrapServers;

  BrokerGate(@ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
  }

  void open(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event)
      throws InterruptedException, ExecutionException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      while (!topics(admin).contains(Topic.MERGE_REQUESTS.text())) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException("the Kafka broker in this process did not start");
        }
        Thread.sleep(PAUSE);
      }
    }
  }

  private static Set<String> topics(Admin admin) throws InterruptedException, ExecutionException {
    return admin.listTopics().names().get();
  }
}
