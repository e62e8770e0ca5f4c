package io.mergefarm.contracts.wiring;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mergefarm.contracts.messaging.Meters;
import io.mergefarm.contracts.source.CachingSourceFiles;
import io.mergefarm.contracts.source.LocalSourceFiles;
import io.mergefarm.contracts.source.block.BlockCache;
import io.mergefarm.contracts.source.block.BlockDigests;
import io.mergefarm.contracts.source.block.BlockPool;
import io.mergefarm.contracts.source.block.BlockSourceFiles;
import io.mergefarm.contracts.source.block.CacheFolder;
import io.mergefarm.contracts.storage.Buckets;
import io.mergefarm.contracts.storage.ObjectStore;
import io.mergefarm.contracts.storage.ObservedStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Clock;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The store and the files of sources as beans. */
final class StorageBeans {

  private static final int OPEN_FILES = 64;
  private static final String MEMORY = "mergefarm.worker.memory";
  private static final String DEFAULT_MEMORY = "1073741824";

  /** Half of the memory holds inputs; a part that is sent takes an eighth, or goes to a file. */
  private static final int SHARE_OF_BLOCKS = 2;

  private static final int SHARE_OF_PART = 8;

  @Produces
  @Singleton
  S3Access s3(
      StoreConfig config,
      @ConfigProperty(name = MEMORY, defaultValue = DEFAULT_MEMORY) long memory) {
    return S3Access.of(config.s3(), memory / SHARE_OF_PART);
  }

  void close(@Disposes S3Access s3) {
    s3.close();
  }

  /** Opened at once: a service that has no store should not start. */
  @Startup
  @Produces
  @Singleton
  ConfiguredStore configuredStore(StoreConfig config, S3Access s3) throws IOException {
    return ConfiguredStore.open(config, s3);
  }

  @Produces
  @Singleton
  ObjectStore store(ConfiguredStore configured, MeterRegistry registry) {
    return new ObservedStore(configured.store(), new StoreMeters(registry, configured.kind()));
  }

  @Produces
  @Singleton
  Buckets buckets(S3Access s3, MeterRegistry registry) {
    return new S3Buckets(s3, new StoreMeters(registry, ConfiguredStore.S3));
  }

  @Produces
  @Singleton
  BlockPool blocks(
      @ConfigProperty(name = MEMORY, defaultValue = DEFAULT_MEMORY) long memory,
      MeterRegistry registry) {
    BlockPool pool = new BlockPool(memory / SHARE_OF_BLOCKS, BlockDigests.BLOCK_SIZE);
    registry.gauge(Meters.MEMORY_USED, pool, BlockPool::used);
    registry.gauge(Meters.MEMORY_BUDGET, pool, BlockPool::budget);
    return pool;
  }

  void close(@Disposes BlockPool pool) {
    pool.close();
  }

  @Produces
  @Singleton
  BlockCache cache(SourceConfig config, Clock clock) throws IOException {
    return config.cache().folder().isPresent()
        ? new CacheFolder(config.cache().folder().get(), config.cache().size(), clock)
        : BlockCache.NONE;
  }

  @Produces
  @Singleton
  CachingSourceFiles sourceFiles(
      ObjectStore store, Buckets buckets, ObjectMapper mapper, BlockPool pool, BlockCache cache) {
    return new CachingSourceFiles(
        new BlockSourceFiles(new LocalSourceFiles(store, buckets), store, mapper, pool, cache),
        OPEN_FILES);
  }

  void close(@Disposes CachingSourceFiles files) throws IOException {
    files.close();
  }
}
