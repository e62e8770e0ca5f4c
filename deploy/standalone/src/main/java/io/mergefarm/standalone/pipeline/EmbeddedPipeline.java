package io.mergefarm.standalone.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.mergefarm.contracts.json.ContractJson;
import io.mergefarm.contracts.plan.TensorExpression;
import io.mergefarm.planner.planning.PartSizes;
import io.mergefarm.standalone.broker.EmbeddedBroker;
import java.io.IOException;
import java.nio.file.Path;

/** The broker of a pipeline in this process, and the settings that its services find. */
public final class EmbeddedPipeline implements AutoCloseable {

  private final EmbeddedBroker broker;
  private final BrokerFolder folder;

  private EmbeddedPipeline(EmbeddedBroker broker, BrokerFolder folder) {
    this.broker = broker;
    this.folder = folder;
  }

  /** Begins to start a broker, with its data in a temporary folder. */
  public static EmbeddedPipeline start() throws IOException {
    BrokerFolder folder = BrokerFolder.create();
    return new EmbeddedPipeline(EmbeddedBroker.start(folder.path()), folder);
  }

  /** Sets the system properties that the services are configured by. */
  public void configure(PipelineSettings settings) {
    System.setProperty("kafka.bootstrap.servers", broker.bootstrapServers());
    settings.storeFolder().ifPresent(EmbeddedPipeline::useLocalStore);
    System.setProperty("mergefarm.worker.memory", String.valueOf(settings.memory()));
    System.setProperty("mergefarm.worker.threads", String.valueOf(settings.threads()));
    settings.warmUp().ifPresent(EmbeddedPipeline::warmUp);
    System.setProperty("quarkus.http.host-enabled", String.valueOf(settings.port().isPresent()));
    settings
        .port()
        .ifPresent(port -> System.setProperty("quarkus.http.port", String.valueOf(port)));
  }

  private static void warmUp(TensorExpression merge) {
    try {
      String json = ContractJson.mapper().writeValueAsString(merge);
      System.setProperty("mergefarm.worker.warm-up", json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Whatever the environment says of a bucket. Parts are written in place, so they may be large.
   */
  private static void useLocalStore(Path folder) {
    System.setProperty("mergefarm.store.folder", folder.toString());
    System.setProperty("mergefarm.store.s3.bucket", "");
    PartSizes sizes = PartSizes.inOneProcess(Runtime.getRuntime().availableProcessors());
    System.setProperty("mergefarm.planner.parts", String.valueOf(sizes.parts()));
    System.setProperty("mergefarm.planner.largest-part", String.valueOf(sizes.largest()));
  }

  /** Stops the broker and deletes its data. */
  @Override
  public void close() throws IOException {
    broker.close();
    folder.delete();
  }
}
