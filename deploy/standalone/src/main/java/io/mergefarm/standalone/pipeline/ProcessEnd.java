package io.mergefarm.standalone.pipeline;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The end of the process, without the JVM's: that waits 0.3 s for threads in native code, and those
 * that wait for sockets always are.
 */
final class ProcessEnd {

  /** Set where the JVM has something to do at its end: it writes what it recorded of the start. */
  private static final String RECORDING = "mergefarm.recording";

  private ProcessEnd() {}

  static void with(int status) {
    try {
      MethodHandle exit = systemExit();
      if (!Boolean.getBoolean(RECORDING)) {
        exit.invokeExact(status);
      }
    } catch (Throwable e) {
      // A system without the function, or a JVM that may not call it, ends the usual way.
    }
    Runtime.getRuntime().halt(status);
  }

  /** The function of POSIX that ends a process at once. */
  @SuppressWarnings("restricted")
  private static MethodHandle systemExit() {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().find("_exit").orElseThrow(),
        FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT));
  }
}
