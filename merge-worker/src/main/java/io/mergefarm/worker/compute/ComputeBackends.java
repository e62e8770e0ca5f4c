package io.mergefarm.worker.compute;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Chooses the backend for the processor and the JVM at hand. */
public final class ComputeBackends {

  private static final String VECTOR_MODULE = "jdk.incubator.vector";
  private static final Logger LOG = System.getLogger(ComputeBackends.class.getName());

  private ComputeBackends() {}

  /** The fastest backend that works here; to be chosen once, since it says so in the log. */
  public static ComputeBackend choose() {
    ComputeBackend backend = vectorModulePresent() ? new VectorBackend() : new ScalarBackend();
    LOG.log(Level.INFO, "arithmetic: {0}", backend.description());
    return backend;
  }

  private static boolean vectorModulePresent() {
    return ModuleLayer.boot().findModule(VECTOR_MODULE).isPresent();
  }
}
