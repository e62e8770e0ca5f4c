package io.mergefarm.contracts.messaging;

import io.mergefarm.contracts.event.Topic;
import jakarta.enterprise.context.ApplicationScoped;

/** The names that topics and the share group have on the broker at hand. */
@ApplicationScoped
public class TopicNames {

  private static final String WORKERS = "mergefarm-workers";

  private final String prefix;

  public TopicNames(TopicsConfig config) {
    this.prefix = config.prefix().orElse("");
  }

  public String of(Topic topic) {
    return prefix + topic.text();
  }

  /** The share group of all workers. */
  public String workers() {
    return prefix + WORKERS;
  }
}
