package io.mergefarm.worker.compute;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Chooses the backend for the processor and the JVM at hand. */
public final class ComputeBackends {

  /** A system property that asks for plain loops where it is {@code scalar}. */
  public static final String PROPERTY = "mergefarm.arithmetic";

  private static final Logger LOG = System.getLogger(ComputeBackends.class.getName());

  private ComputeBackends() {}

  /** The fastest backend that works here; to be chosen once, since it says so in the log. */
  public static ComputeBackend choose() {
    boolean vectors = !"scalar".equals(System.getProperty(PROPERTY)) && new VectorModule().load();
    ComputeBackend backend = vectors ? new VectorBackend() : new ScalarBackend();
    LOG.log(Level.INFO, "arithmetic: {0}", backend.description());
    return backend;
  }
}
