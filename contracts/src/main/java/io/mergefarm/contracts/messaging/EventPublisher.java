package io.mergefarm.contracts.messaging;

import io.mergefarm.contracts.event.Event;
import io.mergefarm.contracts.event.EventCodec;
import io.mergefarm.contracts.event.Topic;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.ce.OutgoingCloudEventMetadata;
import io.smallrye.reactive.messaging.ce.OutgoingCloudEventMetadataBuilder;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;

/**
 * Sends events, as CloudEvents in Kafka's binary content mode, through the one outgoing channel.
 */
@ApplicationScoped
public class EventPublisher {

  /** The outgoing channel; each record names its topic. */
  public static final String CHANNEL = "events";

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final MutinyEmitter<byte[]> emitter;
  private final EventCodec codec;
  private final TopicNames topics;
  private final MeterRegistry meters;
  private final URI source;

  EventPublisher(
      @Channel(CHANNEL) MutinyEmitter<byte[]> emitter,
      EventCodec codec,
      TopicNames topics,
      MeterRegistry meters,
      @ConfigProperty(name = "quarkus.application.name") String application) {
    this.emitter = emitter;
    this.codec = codec;
    this.topics = topics;
    this.meters = meters;
    this.source = URI.create("/mergefarm/" + application);
  }

  /** Sends an event and waits until the broker has it. */
  public void publish(Topic topic, Event event) {
    send(topic, event).await().atMost(PATIENCE);
  }

  /** Sends events of one topic at once and waits until the broker has them all. */
  public void publishAll(Topic topic, List<? extends Event> events) {
    if (!events.isEmpty()) {
      Uni.join()
          .all(events.stream().map(event -> send(topic, event)).toList())
          .andFailFast()
          .await()
          .atMost(PATIENCE);
    }
  }

  private Uni<Void> send(Topic topic, Event event) {
    String type = EventCodec.type(event);
    Metadata metadata =
        Metadata.of(
            OutgoingKafkaRecordMetadata.<String>builder()
                .withTopic(topics.of(topic))
                .withKey(event.key())
                .build(),
            attributes(event, type));
    return emitter
        .sendMessage(Message.of(codec.encode(event), metadata))
        .invoke(() -> meters.counter(Meters.EVENTS_PUBLISHED, Meters.TYPE, type).increment());
  }

  private OutgoingCloudEventMetadata<byte[]> attributes(Event event, String type) {
    OutgoingCloudEventMetadataBuilder<byte[]> attributes =
        OutgoingCloudEventMetadata.<byte[]>builder()
            .withId(UUID.randomUUID().toString())
            .withSource(source)
            .withType(type)
            .withDataContentType("application/json");
    if (!event.mergeId().isEmpty()) {
      attributes.withSubject(event.mergeId());
    }
    return attributes.build();
  }
}
