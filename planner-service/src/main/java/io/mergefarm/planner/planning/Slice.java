package io.mergefarm.planner.planning;

import java.util.List;

/**
 * Consecutive output layers that are merged from the same models.
 *
 * @param path in the recipe: {@code models}, or such as {@code slices[0].sources}
 * @param levels parameters that hold for all models, the nearest first
 */
record Slice(String path, List<SliceInput> inputs, List<ParameterLevel> levels) {

  Slice {
    inputs = List.copyOf(inputs);
    levels = List.copyOf(levels);
  }

  boolean hasBase() {
    return inputs.stream().anyMatch(SliceInput::base);
  }

  /** The inputs that the method does not see as the base. */
  List<SliceInput> merged() {
    return inputs.stream().filter(input -> !input.base()).toList();
  }
}
