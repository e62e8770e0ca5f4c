package io.mergefarm.standalone.doctor;

import io.mergefarm.contracts.messaging.RetryConfig;
import io.mergefarm.contracts.messaging.TopicsConfig;
import io.mergefarm.contracts.wiring.SourceConfig;
import io.mergefarm.contracts.wiring.StoreConfig;
import io.mergefarm.fetcher.wiring.FetcherConfig;
import io.mergefarm.worker.messaging.WorkerConfig;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of a farm, read as its services read them: environment variables before the file.
 */
public final class FarmConfiguration {

  private static final int FILE_ORDINAL = 260;
  private static final int CONVERTER_PRIORITY = 200;
  private static final String KAFKA = "kafka.";
  private static final String KAFKA_VARIABLE = "KAFKA_";

  private final SmallRyeConfig config;

  private FarmConfiguration(SmallRyeConfig config) {
    this.config = config;
  }

  /**
   * Reads the settings.
   *
   * @throws io.smallrye.config.ConfigValidationException if some are missing, unknown or malformed;
   *     it names them all
   */
  public static FarmConfiguration read(Optional<Path> file) throws IOException {
    SmallRyeConfigBuilder builder =
        new SmallRyeConfigBuilder()
            .addDefaultInterceptors()
            .addSystemSources()
            .withConverter(Duration.class, CONVERTER_PRIORITY, new DurationConverter())
            .withMapping(TopicsConfig.class)
            .withMapping(StoreConfig.class)
            .withMapping(SourceConfig.class)
            .withMapping(FetcherConfig.class)
            .withMapping(WorkerConfig.class)
            .withMapping(RetryConfig.class);
    if (file.isPresent()) {
      builder.withSources(new PropertiesConfigSource(file.get().toUri().toURL(), FILE_ORDINAL));
    }
    return new FarmConfiguration(builder.build());
  }

  public TopicsConfig topics() {
    return config.getConfigMapping(TopicsConfig.class);
  }

  public StoreConfig store() {
    return config.getConfigMapping(StoreConfig.class);
  }

  public WorkerConfig worker() {
    return config.getConfigMapping(WorkerConfig.class);
  }

  /** The settings of Kafka clients: {@code kafka.x} or {@code KAFKA_X}. */
  Map<String, Object> kafka() {
    Map<String, Object> settings = new HashMap<>();
    for (String name : config.getPropertyNames()) {
      if (name.startsWith(KAFKA)) {
        settings.put(name.substring(KAFKA.length()), config.getConfigValue(name).getValue());
      } else if (name.startsWith(KAFKA_VARIABLE)) {
        String setting = name.substring(KAFKA_VARIABLE.length()).replace('_', '.');
        settings.put(setting.toLowerCase(Locale.ROOT), config.getConfigValue(name).getValue());
      }
    }
    return settings;
  }
}
