package io.mergefarm.planner.planning;

import io.mergefarm.contracts.recipe.Composition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** Checks the layer ranges of slices and puts the slices one behind the other. */
final class LayerStacking {

  private final Checkpoints checkpoints;
  private final Module module;
  private final Problems problems;

  LayerStacking(Checkpoints checkpoints, Module module, Problems problems) {
    this.checkpoints = checkpoints;
    this.module = module;
    this.problems = problems;
  }

  /**
   * Stacks slices.
   *
   * @param toSlice makes a slice of its path and of what the recipe says
   */
  Optional<Arrangement> stack(
      List<Composition.OutputSlice> slices,
      BiFunction<String, Composition.OutputSlice, Slice> toSlice) {
    List<Arrangement.Range> ranges = new ArrayList<>();
    boolean sound = true;
    for (int i = 0; i < slices.size(); i++) {
      String path = module.path() + "slices[" + i + "]";
      if (sound(path, slices.get(i))) {
        Slice slice = toSlice.apply(path, slices.get(i));
        ranges.add(new Arrangement.Range(slice, slices.get(i).sources().getFirst().length()));
      } else {
        sound = false;
      }
    }
    return sound && holdsBases(ranges)
        ? Optional.of(new Arrangement.Stacked(outputStack(ranges), ranges))
        : Optional.empty();
  }

  private static String outputStack(List<Arrangement.Range> ranges) {
    return ranges.getFirst().slice().inputs().getFirst().checkpoint().mainStack().orElseThrow();
  }

  private boolean sound(String path, Composition.OutputSlice slice) {
    boolean sound = true;
    for (int i = 0; i < slice.sources().size(); i++) {
      sound &= inRange(path + ".sources[" + i + "]", slice.sources().get(i));
    }
    return sound && equallyLong(path, slice.sources());
  }

  private boolean inRange(String path, Composition.SliceSource source) {
    Checkpoint checkpoint = module.view(checkpoints.get(source.model()));
    Optional<String> stack = mainStack(path + ".model", checkpoint);
    if (stack.isEmpty()) {
      return false;
    }
    int layers = checkpoint.layers().layers(stack.get());
    boolean inRange = 0 <= source.from() && source.from() <= source.to() && source.to() <= layers;
    if (!inRange) {
      problems.error(
          "layer-range",
          path + ".layer_range",
          "%s has %d layers (%s), so there is no range [%d, %d]."
              .formatted(checkpoint.model(), layers, stack.get(), source.from(), source.to()),
          "Use numbers from 0 to %d; the second one is one past the last layer.".formatted(layers));
    }
    return inRange;
  }

  private boolean equallyLong(String path, List<Composition.SliceSource> sources) {
    int length = sources.getFirst().length();
    for (int i = 1; i < sources.size(); i++) {
      if (sources.get(i).length() != length) {
        problems.error(
            "layer-range",
            path + ".sources[" + i + "].layer_range",
            "All sources of a slice have the same number of layers; this one has %d, the first %d."
                .formatted(sources.get(i).length(), length));
        return false;
      }
    }
    return true;
  }

  /** A base that was added takes the layers of the first source, and must have them. */
  private boolean holdsBases(List<Arrangement.Range> ranges) {
    boolean holds = true;
    for (Arrangement.Range range : ranges) {
      for (SliceInput input : range.slice().inputs()) {
        holds &= holds(range, input);
      }
    }
    return holds;
  }

  private boolean holds(Arrangement.Range range, SliceInput input) {
    Optional<String> stack = mainStack(input.path(), input.checkpoint());
    int end = input.from() + range.length();
    boolean holds = stack.map(name -> input.checkpoint().layers().layers(name)).orElse(end) >= end;
    if (!holds) {
      problems.error(
          "layer-range",
          input.path(),
          "%s is too short for the layers %d to %d of %s."
              .formatted(input.model(), input.from(), end, range.slice().path()));
    }
    return holds && stack.isPresent();
  }

  private Optional<String> mainStack(String path, Checkpoint checkpoint) {
    Optional<String> stack = checkpoint.mainStack();
    if (stack.isEmpty()) {
      problems.error(
          "layers-unclear",
          path,
          checkpoint.layers().stacks().isEmpty()
              ? checkpoint.model() + " has no layers: none of its tensors' names has a number."
              : "The layers of %s are not clear, for several parts of it are numbered: %s."
                  .formatted(checkpoint.model(), String.join(", ", checkpoint.layers().stacks())),
          "Name the part by modules, or merge it by models instead of slices.");
    }
    return stack;
  }
}
