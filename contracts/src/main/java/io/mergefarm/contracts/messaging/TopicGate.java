package io.mergefarm.contracts.messaging;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.io.IOException;
import java.time.Duration;
import org.apache.kafka.clients.admin.Admin;
import org.jboss.logging.Logger;

/** Holds the channels of a service back until the broker is there and has the topics. */
@ApplicationScoped
class TopicGate {

  private static final Logger LOG = Logger.getLogger(TopicGate.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(250);
  private static final int ATTEMPTS_PER_WARNING = 40;

  private final KafkaClients clients;
  private final KafkaTopics topics;
  private final TopicsConfig config;

  TopicGate(KafkaClients clients, KafkaTopics topics, TopicsConfig config) {
    this.clients = clients;
    this.topics = topics;
    this.config = config;
  }

  void open(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event)
      throws InterruptedException {
    try (Admin admin = clients.admin()) {
      new Backoff(FIRST_PAUSE, LONGEST_PAUSE, config.patience())
          .<RuntimeException>run(() -> topics.ensure(admin), TopicGate::warn);
    } catch (IOException e) {
      throw new IllegalStateException(
          "gave up after %s: %s".formatted(config.patience(), e.getMessage()), e);
    }
  }

  private static void warn(int attempt, IOException failure) {
    if (attempt % ATTEMPTS_PER_WARNING == 0) {
      LOG.warnf("waiting for Kafka: %s", failure.getMessage());
    }
  }
}
