package io.mergefarm.planner.planning;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The inputs of one slice. A model that is listed twice is one input, as in mergekit: with the
 * layers of its last listing, and each parameter of the first listing that has it.
 */
final class SliceInputs {

  private final Map<Checkpoint, SliceInput> inputs = new LinkedHashMap<>();
  private final Problems problems;

  SliceInputs(Problems problems) {
    this.problems = problems;
  }

  void add(SliceInput input) {
    inputs.merge(input.checkpoint(), input, this::joined);
  }

  boolean contains(Checkpoint checkpoint) {
    return inputs.containsKey(checkpoint);
  }

  List<SliceInput> all() {
    return List.copyOf(inputs.values());
  }

  private SliceInput joined(SliceInput first, SliceInput second) {
    problems.warning(
        "model-listed-twice",
        second.path(),
        "%s is listed twice in the same merge and counts once, as in mergekit: with the layers of"
                .formatted(second.model())
            + " the last listing and the parameters of the first.");
    List<ParameterLevel> levels = new ArrayList<>(first.levels());
    levels.addAll(second.levels());
    return new SliceInput(second.path(), second.checkpoint(), second.base(), second.from(), levels);
  }
}
