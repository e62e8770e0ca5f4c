package io.mergefarm.planner.planning;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A part of the architecture that is arranged by itself: all of it, or one of the recipe's modules.
 *
 * @param path what stands before the paths of its settings, such as {@code modules.text.}
 * @param levels the parameters that hold in the module, the nearest first
 * @param views the models as the module sees them
 */
record Module(
    String path,
    List<ParameterLevel> levels,
    Predicate<String> tensors,
    Map<Checkpoint, Checkpoint> views) {

  /** Everything. */
  static Module whole(List<ParameterLevel> levels) {
    return new Module("", levels, name -> true, new HashMap<>());
  }

  Module(String path, List<ParameterLevel> levels, Predicate<String> tensors) {
    this(path, levels, tensors, new HashMap<>());
  }

  /** A model with no other tensors than those of the module. */
  Checkpoint view(Checkpoint checkpoint) {
    return path.isEmpty()
        ? checkpoint
        : views.computeIfAbsent(checkpoint, whole -> whole.part(tensors));
  }
}
