package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.ExternalMethods;
import io.mergefarm.contracts.method.MergeMethod;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The merge methods that a worker knows, by name. */
public final class MethodRegistry {

  private final Map<String, MergeMethod> methods;

  /**
   * A registry of certain methods.
   *
   * @throws IllegalArgumentException if two methods claim the same name
   */
  public MethodRegistry(Collection<MergeMethod> methods) {
    this.methods = new HashMap<>();
    methods.forEach(this::add);
  }

  /** Mergefarm's own methods, and those of third parties' jars. */
  public static MethodRegistry discover(ClassLoader loader) {
    List<MergeMethod> methods = new ArrayList<>(builtIn());
    methods.addAll(ExternalMethods.find(loader));
    return new MethodRegistry(methods);
  }

  static List<MergeMethod> builtIn() {
    return List.of(
        new Linear(),
        new Slerp(),
        new NuSlerp(),
        new MultiSlerp(),
        new Karcher(),
        new ModelStock(),
        new ArceeFusion(),
        SubspaceMerging.isotropic(),
        SubspaceMerging.singularVectors(),
        TaskArithmetic.plain(),
        TaskArithmetic.ties(),
        TaskArithmetic.dareLinear(),
        TaskArithmetic.dareTies(),
        TaskArithmetic.dellaLinear(),
        TaskArithmetic.della(),
        TaskArithmetic.breadcrumbs(),
        TaskArithmetic.breadcrumbsTies(),
        new Sce(),
        TaskArithmetic.magmax(),
        ReinforcedMerging.ram(),
        ReinforcedMerging.ramPlus(),
        new NearSwap(),
        new Passthrough());
  }

  /** The method of a name or alias. */
  public Optional<MergeMethod> find(String name) {
    return Optional.ofNullable(methods.get(name));
  }

  private void add(MergeMethod method) {
    Stream.concat(Stream.of(method.descriptor().name()), method.descriptor().aliases().stream())
        .forEach(name -> add(name, method));
  }

  private void add(String name, MergeMethod method) {
    MergeMethod other = methods.putIfAbsent(name, method);
    if (other != null) {
      throw new IllegalArgumentException(
          "merge method "
              + name
              + " is defined by "
              + other.getClass().getName()
              + " and by "
              + method.getClass().getName()
              + ": remove one of the jars");
    }
  }
}
