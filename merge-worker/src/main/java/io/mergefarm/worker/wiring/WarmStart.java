package io.mergefarm.worker.wiring;

import io.mergefarm.worker.compute.ComputeBackend;
import io.mergefarm.worker.evaluation.WarmUp;
import io.mergefarm.worker.messaging.WorkerConfig;
import io.mergefarm.worker.method.MethodRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;

/**
 * Has the arithmetic compiled while the channels still connect, so that the first part is quick.
 */
@ApplicationScoped
class WarmStart {

  private final ComputeBackend backend;
  private final MethodRegistry methods;
  private final WorkerConfig config;

  WarmStart(ComputeBackend backend, MethodRegistry methods, WorkerConfig config) {
    this.backend = backend;
    this.methods = methods;
    this.config = config;
  }

  void start(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE - 1) StartupEvent event) {
    config
        .warmUp()
        .map(names -> new WarmUp(names, methods, backend))
        .ifPresent(Thread.ofPlatform().daemon().name("arithmetic-warm-up")::start);
  }
}
