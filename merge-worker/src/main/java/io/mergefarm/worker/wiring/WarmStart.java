package io.mergefarm.worker.wiring;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mergefarm.contracts.plan.TensorExpression;
import io.mergefarm.worker.compute.ComputeBackend;
import io.mergefarm.worker.evaluation.WarmUp;
import io.mergefarm.worker.messaging.WorkerConfig;
import io.mergefarm.worker.method.MethodRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Has the arithmetic compiled while the channels still connect, so that the first part is quick.
 */
@ApplicationScoped
class WarmStart {

  private static final Logger LOG = System.getLogger(WarmStart.class.getName());

  private final ObjectMapper mapper;
  private final ComputeBackend backend;
  private final MethodRegistry methods;
  private final WorkerConfig config;

  WarmStart(
      ObjectMapper mapper, ComputeBackend backend, MethodRegistry methods, WorkerConfig config) {
    this.mapper = mapper;
    this.backend = backend;
    this.methods = methods;
    this.config = config;
  }

  void start(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE - 1) StartupEvent event) {
    config
        .warmUp()
        .<Runnable>map(json -> () -> warmUp(json))
        .ifPresent(Thread.ofPlatform().daemon().name("arithmetic-warm-up")::start);
  }

  private void warmUp(String json) {
    try {
      new WarmUp(mapper.readValue(json, TensorExpression.class), methods, backend).run();
    } catch (JsonProcessingException e) {
      LOG.log(Level.WARNING, "mergefarm.worker.warm-up is no merge: " + e.getOriginalMessage());
    }
  }
}
