package io.mergefarm.contracts.messaging;

import io.mergefarm.contracts.event.Event;
import io.mergefarm.contracts.event.EventCodec;
import io.mergefarm.contracts.event.MalformedEventException;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Reads events from Kafka's records. */
@ApplicationScoped
public class ReceivedEvents {

  private final EventCodec codec;

  ReceivedEvents(EventCodec codec) {
    this.codec = codec;
  }

  /**
   * The event in a record.
   *
   * @throws MalformedEventException if there is none
   */
  public Event decode(ConsumerRecord<?, byte[]> kafkaRecord) throws MalformedEventException {
    Header type = kafkaRecord.headers().lastHeader("ce_type");
    if (type == null || kafkaRecord.value() == null) {
      throw new MalformedEventException("the record has no header ce_type, or no value");
    }
    return codec.decode(new String(type.value(), StandardCharsets.UTF_8), kafkaRecord.value());
  }
}
