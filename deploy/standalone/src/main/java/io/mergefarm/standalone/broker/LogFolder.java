package io.mergefarm.standalone.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import kafka.server.KafkaConfig;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.properties.MetaProperties;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble.VerificationFlag;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;

/** Makes a folder ready for a broker's log, as {@code kafka-storage format} does. */
final class LogFolder {

  /** The same for every broker: one that starts again finds its own folder. */
  private static final String CLUSTER =
      new Uuid(0x6d65726765666172L, 0x6d6c6f63616c0001L).toString();

  private LogFolder() {}

  static MetaPropertiesEnsemble format(KafkaConfig config) throws Exception {
    Formatter formatter =
        new Formatter()
            .setPrintStream(
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
            .setClusterId(CLUSTER)
            .setNodeId(config.nodeId())
            .setControllerListenerName(BrokerProperties.CONTROLLER_LISTENER)
            .setIgnoreFormatted(true)
            .setMetadataLogDirectory(config.metadataLogDir());
    formatter.setSupportedFeatures(new ArrayList<>(Feature.PRODUCTION_FEATURES));
    formatter.addDirectory(config.metadataLogDir());
    formatter.run();
    return load(config);
  }

  private static MetaPropertiesEnsemble load(KafkaConfig config) throws IOException {
    MetaPropertiesEnsemble loaded =
        new MetaPropertiesEnsemble.Loader()
            .addMetadataLogDir(config.metadataLogDir())
            .addLogDirs(List.of(config.metadataLogDir()))
            .load();
    loaded.verify(
        Optional.empty(),
        OptionalInt.of(config.nodeId()),
        EnumSet.of(
            VerificationFlag.REQUIRE_AT_LEAST_ONE_VALID,
            VerificationFlag.REQUIRE_METADATA_LOG_DIR));
    MetaPropertiesEnsemble.Copier copier = new MetaPropertiesEnsemble.Copier(loaded);
    loaded
        .nonFailedDirectoryProps()
        .forEachRemaining(
            entry -> {
              MetaProperties.Builder properties =
                  new MetaProperties.Builder(entry.getValue().orElseThrow());
              if (properties.directoryId().isEmpty()) {
                properties.setDirectoryId(copier.generateValidDirectoryId());
              }
              copier.setLogDirProps(entry.getKey(), properties.build());
            });
    copier.writeLogDirChanges();
    return copier.copy();
  }
}
