package io.mergefarm.contracts.messaging;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** The topics on the broker at hand. */
@ConfigMapping(prefix = "mergefarm.topics")
public interface TopicsConfig {

  /**
   * What the names of topics and of consumer and share groups begin with, so that several farms can
   * share a cluster.
   */
  Optional<String> prefix();

  /**
   * {@code create} makes missing topics when a service starts and sets up the share group; {@code
   * check} waits until an administrator has made them.
   */
  @WithDefault("create")
  Setup setup();

  /**
   * The partitions of topics that are created, but for {@code tensor-merge-requests}, which all
   * workers share and which has one. Planners, fetchers and assemblers scale up to this number.
   */
  @WithDefault("12")
  int partitions();

  /** The replicas of topics that are created; -1: what the brokers have as default. */
  @WithDefault("-1")
  int replicationFactor();

  /**
   * How long created topics keep events; the compacted topic of merge events keeps them for ever.
   */
  @WithDefault("14d")
  Duration retention();

  /**
   * How long the lock on a part lasts unless the worker renews it: after so long the part of a dead
   * worker is done by another. Set at the share group where topics are created.
   */
  @WithDefault("30s")
  Duration lock();

  /** How long a service that starts waits for the broker and the topics before it gives up. */
  @WithDefault("10m")
  Duration patience();

  /** Who makes the topics. */
  enum Setup {
    CREATE,
    CHECK
  }
}
