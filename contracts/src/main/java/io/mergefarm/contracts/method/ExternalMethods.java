package io.mergefarm.contracts.method;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** The merge methods of third parties' jars. */
public final class ExternalMethods {

  private ExternalMethods() {}

  /**
   * All that {@link ServiceLoader} finds.
   *
   * @throws IllegalStateException if a jar offers a method that can not be loaded
   */
  public static List<MergeMethod> find(ClassLoader loader) {
    List<MergeMethod> methods = new ArrayList<>();
    try {
      ServiceLoader.load(MergeMethod.class, loader).forEach(methods::add);
    } catch (ServiceConfigurationError | LinkageError e) {
      throw new IllegalStateException(
          "a jar on the class path offers a merge method that can not be loaded; build it against"
              + " this version of Mergefarm, or remove it: "
              + e.getMessage(),
          e);
    }
    return methods;
  }
}
