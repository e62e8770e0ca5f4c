package io.mergefarm.contracts.wiring;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mergefarm.contracts.event.EventCodec;
import io.mergefarm.contracts.json.ContractJson;
import io.mergefarm.contracts.merge.MergeRecords;
import io.mergefarm.contracts.method.MethodCatalog;
import io.mergefarm.contracts.source.CachingSourceFiles;
import io.mergefarm.contracts.source.LocalSourceFiles;
import io.mergefarm.contracts.storage.ObjectStore;
import io.mergefarm.contracts.storage.ObservedStore;
import io.mergefarm.contracts.storage.s3.S3Connection;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Clock;

/** The contracts' objects as beans, so that services that run in one process share them. */
final class ContractBeans {

  private static final int OPEN_FILES = 64;

  @Produces
  @Singleton
  ConfiguredStore configuredStore(StoreConfig config) throws IOException {
    return ConfiguredStore.open(config);
  }

  void close(@Disposes ConfiguredStore configured) {
    configured.connection().ifPresent(S3Connection::close);
  }

  @Produces
  @Singleton
  ObjectStore store(ConfiguredStore configured, MeterRegistry registry) {
    return new ObservedStore(configured.store(), new StoreMeters(registry, configured.kind()));
  }

  @Produces
  @Singleton
  CachingSourceFiles sourceFiles(ObjectStore store) {
    return new CachingSourceFiles(new LocalSourceFiles(store), OPEN_FILES);
  }

  void close(@Disposes CachingSourceFiles files) throws IOException {
    files.close();
  }

  @Produces
  @Singleton
  Clock clock() {
    return Clock.systemUTC();
  }

  @Produces
  @Singleton
  ObjectMapper mapper() {
    return ContractJson.mapper();
  }

  @Produces
  @Singleton
  EventCodec codec(ObjectMapper mapper) {
    return new EventCodec(mapper);
  }

  @Produces
  @Singleton
  MergeRecords records(ObjectStore store, ObjectMapper mapper) {
    return new MergeRecords(store, mapper);
  }

  @Produces
  @Singleton
  MethodCatalog methods() {
    return MethodCatalog.discover(Thread.currentThread().getContextClassLoader());
  }
}
