package io.mergefarm.worker.wiring;

import io.mergefarm.worker.compute.ComputeBackend;
import io.mergefarm.worker.compute.WarmUp;
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

  WarmStart(ComputeBackend backend) {
    this.backend = backend;
  }

  void start(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE - 1) StartupEvent event) {
    Thread.ofPlatform().daemon().name("arithmetic-warm-up").start(new WarmUp(backend));
  }
}
