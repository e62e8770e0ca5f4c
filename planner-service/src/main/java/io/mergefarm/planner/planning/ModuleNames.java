package io.mergefarm.planner.planning;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Says which module a tensor belongs to, by names alone: the one whose name stands in the tensor's,
 * between dots; of several the longest. {@value #DEFAULT} and {@value #TEXT} name what belongs to
 * no other module.
 */
final class ModuleNames {

  private static final String DEFAULT = "default";
  private static final String TEXT = "text_decoder";
  private static final Set<String> REST = Set.of(DEFAULT, TEXT);

  private final List<String> named = new ArrayList<>();
  private final Optional<String> rest;

  ModuleNames(Collection<String> modules) {
    modules.stream().filter(name -> !REST.contains(name)).forEach(named::add);
    named.sort(Comparator.comparingInt(String::length).reversed());
    this.rest = modules.stream().filter(REST::contains).findFirst();
  }

  /** The module of a tensor; empty where it belongs to none. */
  Optional<String> owner(String tensor) {
    String dotted = "." + tensor + ".";
    return named.stream()
        .filter(name -> dotted.contains("." + name + "."))
        .findFirst()
        .or(() -> rest);
  }
}
