package io.mergefarm.worker.compute;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * The incubator module of the Vector API. A JVM that is started with it links none of the classes
 * in its ahead-of-time cache in advance, and needs most of a second more to start. Where the JVM
 * exports {@code jdk.internal.module} to this class, the module is therefore loaded when it is
 * needed, as the JVM itself loads modules for agents; elsewhere it is there if the JVM was started
 * with it.
 */
final class VectorModule {

  private static final String NAME = "jdk.incubator.vector";
  private static final String LOADER_PACKAGE = "jdk.internal.module";
  private static final Logger LOG = System.getLogger(VectorModule.class.getName());

  /** Whether the module is there now. */
  boolean load() {
    if (ModuleLayer.boot().findModule(NAME).isPresent()) {
      return true;
    }
    if (!Object.class.getModule().isExported(LOADER_PACKAGE, VectorModule.class.getModule())) {
      return false;
    }
    try {
      Class.forName(LOADER_PACKAGE + ".Modules")
          .getMethod("loadModule", String.class)
          .invoke(null, NAME);
      return true;
    } catch (ReflectiveOperationException e) {
      LOG.log(Level.WARNING, "the module " + NAME + " can not be loaded", e);
      return false;
    }
  }
}
