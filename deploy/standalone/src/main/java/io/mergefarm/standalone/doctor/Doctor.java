package io.mergefarm.standalone.doctor;

import io.mergefarm.contracts.storage.ObjectStore;
import io.mergefarm.contracts.wiring.ConfiguredStore;
import io.mergefarm.contracts.wiring.S3Access;
import io.mergefarm.contracts.wiring.StoreConfig;
import io.smallrye.config.ConfigValidationException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks everything that services need before any of them is started. */
public final class Doctor {

  private static final long PART_MEMORY = 16 << 20;

  private Doctor() {}

  /**
   * What is right and what is wrong with a configuration.
   *
   * @param file of the services' settings; absent: environment variables alone
   */
  public static List<Finding> examine(Optional<Path> file)
      throws IOException, InterruptedException {
    FarmConfiguration configuration;
    try {
      configuration = FarmConfiguration.read(file);
    } catch (ConfigValidationException e) {
      return List.of(
          Finding.error("configuration", e.getMessage(), "docs/settings.md lists all settings"));
    }
    List<Finding> findings = new ArrayList<>(new KafkaCheckup(configuration).run());
    findings.addAll(store(configuration));
    return findings;
  }

  private static List<Finding> store(FarmConfiguration configuration) throws InterruptedException {
    StoreConfig config = configuration.store();
    try (S3Access s3 = S3Access.of(config.s3(), PART_MEMORY)) {
      List<Finding> findings = new ArrayList<>();
      ObjectStore store = ConfiguredStore.open(config, s3).store();
      if (config.s3().bucket().isPresent()) {
        findings.addAll(new ClockCheckup(config.s3().endpoint(), Clock.systemUTC()).run());
      }
      findings.addAll(new StoreCheckup(store).run());
      return findings;
    } catch (IOException | IllegalArgumentException e) {
      return List.of(
          Finding.error("store", String.valueOf(e.getMessage()), "check mergefarm.store.*"));
    }
  }
}
