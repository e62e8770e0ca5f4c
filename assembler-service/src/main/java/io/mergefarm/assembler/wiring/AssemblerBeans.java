package io.mergefarm.assembler.wiring;

import io.mergefarm.assembler.checkpoint.BucketPublisher;
import io.mergefarm.assembler.checkpoint.CheckpointWriter;
import io.mergefarm.assembler.checkpoint.OutputPublisher;
import io.mergefarm.contracts.method.MethodCatalog;
import io.mergefarm.contracts.source.SourceFiles;
import io.mergefarm.contracts.storage.Buckets;
import io.mergefarm.contracts.storage.ObjectStore;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The assembler's objects as beans. */
final class AssemblerBeans {

  @Produces
  @Singleton
  CheckpointWriter writer(ObjectStore store, SourceFiles files, MethodCatalog methods) {
    return new CheckpointWriter(store, files, methods);
  }

  @Produces
  @Singleton
  BucketPublisher bucketPublisher(ObjectStore store, Buckets buckets) {
    return new BucketPublisher(store, buckets);
  }

  @Produces
  @Singleton
  OutputPublisher publisher() {
    return new OutputPublisher();
  }
}
