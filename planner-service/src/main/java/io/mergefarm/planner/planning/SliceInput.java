package io.mergefarm.planner.planning;

import java.util.List;

/**
 * A model's part in a slice.
 *
 * @param path of the model in the recipe, such as {@code models[1].model}
 * @param base whether the method sees it as the base
 * @param from the first layer of the slice in this model
 * @param levels the model's own parameters, the first mapping that has a name counts
 */
record SliceInput(
    String path, Checkpoint checkpoint, boolean base, int from, List<ParameterLevel> levels) {

  SliceInput {
    levels = List.copyOf(levels);
  }

  String model() {
    return checkpoint.model();
  }
}
