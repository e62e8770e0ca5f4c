package io.mergefarm.worker.wiring;

import io.mergefarm.contracts.source.SourceFiles;
import io.mergefarm.contracts.storage.ObjectStore;
import io.mergefarm.worker.compute.ComputeBackend;
import io.mergefarm.worker.compute.ComputeBackends;
import io.mergefarm.worker.evaluation.PartMerger;
import io.mergefarm.worker.method.MethodRegistry;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The worker's objects as beans. */
final class WorkerBeans {

  @Produces
  @Singleton
  ComputeBackend backend() {
    return ComputeBackends.choose();
  }

  @Produces
  @Singleton
  MethodRegistry methods() {
    return MethodRegistry.discover(WorkerBeans.class.getClassLoader());
  }

  @Produces
  @Singleton
  PartMerger merger(
      ObjectStore store, SourceFiles files, MethodRegistry methods, ComputeBackend backend) {
    return new PartMerger(store, files, methods, backend);
  }
}
