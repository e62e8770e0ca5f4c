package io.mergefarm.contracts.messaging;

import io.mergefarm.contracts.event.Topic;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The names that the topics have on the broker at hand. */
@ApplicationScoped
public class TopicNames {

  private final String prefix;

  TopicNames(@ConfigProperty(name = "mergefarm.topic-prefix", defaultValue = "-") String prefix) {
    this.prefix = prefix.equals("-") ? "" : prefix;
  }

  public String of(Topic topic) {
    return prefix + topic.text();
  }
}
