package io.mergefarm.assembler.sealing;

import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Merges move between assemblers when one comes or goes. What was remembered of them may be out of
 * date when they come back, so it is forgotten and built anew from the store.
 */
@ApplicationScoped
@Identifier(SealingEventListener.CHANNEL)
class MergeOwnership implements KafkaConsumerRebalanceListener {

  private final MergeSealer sealer;

  MergeOwnership(MergeSealer sealer) {
    this.sealer = sealer;
  }

  @Override
  public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
    sealer.forget();
  }
}
