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
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.common.errors.RecordTooLargeException;
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

  private static final Duration PATIENCE = Duration.ofMinutes(3);

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

  /**
   * Sends an event and waits until the broker has it.
   *
   * @throws IOException if the broker does not take it now
   */
  public void publish(Topic topic, Event event) throws IOException {
    await(topic, send(topic, event));
  }

  /**
   * Sends events of one topic at once and waits until the broker has them all.
   *
   * @throws IOException if the broker does not take them now; it may have some of them
   */
  public void publishAll(Topic topic, List<? extends Event> events) throws IOException {
    if (!events.isEmpty()) {
      await(
          topic,
          Uni.join().all(events.stream().map(event -> send(topic, event)).toList()).andFailFast());
    }
  }

  private void await(Topic topic, Uni<?> sending) throws IOException {
    try {
      sending.await().atMost(PATIENCE);
    } catch (RecordTooLargeException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new IOException(
          "Kafka takes no events on topic " + topics.of(topic) + " now: " + e.getMessage(), e);
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
