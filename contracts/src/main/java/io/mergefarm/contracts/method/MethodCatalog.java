package io.mergefarm.contracts.method;

import io.mergefarm.contracts.text.NearestName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The merge methods at hand: the built-in ones and those of third parties' jars. */
public final class MethodCatalog {

  private final List<MethodDescriptor> methods;
  private final Map<String, MethodDescriptor> byName = new LinkedHashMap<>();

  /**
   * A catalog of certain methods; one that is listed twice counts once.
   *
   * @throws IllegalArgumentException if two methods share a name or alias
   */
  public MethodCatalog(Collection<MethodDescriptor> methods) {
    this.methods = methods.stream().distinct().toList();
    this.methods.forEach(this::register);
  }

  /** The built-in methods, and those of third parties' jars. */
  public static MethodCatalog discover(ClassLoader loader) {
    List<MethodDescriptor> methods = new ArrayList<>(BuiltInMethods.all());
    ExternalMethods.find(loader).forEach(method -> methods.add(method.descriptor()));
    return new MethodCatalog(methods);
  }

  /** All methods, the built-in ones first. */
  public List<MethodDescriptor> methods() {
    return methods;
  }

  /** The method of a name or alias. */
  public Optional<MethodDescriptor> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** The name or alias that was probably meant by an unknown one. */
  public Optional<String> nearest(String name) {
    return NearestName.of(name, byName.keySet());
  }

  private void register(MethodDescriptor method) {
    Stream.concat(Stream.of(method.name()), method.aliases().stream())
        .forEach(name -> register(name, method));
  }

  private void register(String name, MethodDescriptor method) {
    if (byName.putIfAbsent(name, method) != null) {
      throw new IllegalArgumentException("two merge methods are called " + name);
    }
  }
}
