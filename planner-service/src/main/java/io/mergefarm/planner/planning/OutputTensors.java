package io.mergefarm.planner.planning;

import io.mergefarm.planner.planning.Arrangement.Modular;
import io.mergefarm.planner.planning.Arrangement.Range;
import io.mergefarm.planner.planning.Arrangement.Stacked;
import io.mergefarm.planner.planning.Arrangement.WholeModels;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Names the tensors of an output: those before the layers, the layers in ascending order, those
 * behind. What any input of a slice has is among them.
 */
final class OutputTensors {

  /** Where tensors stand that belong to no layer. */
  private static final double OUTSIDE = 0;

  private final List<OutputTensor> tensors = new ArrayList<>();

  private OutputTensors() {}

  static List<OutputTensor> of(Arrangement arrangement) {
    OutputTensors output = new OutputTensors();
    output.add(arrangement);
    return output.tensors;
  }

  private void add(Arrangement arrangement) {
    switch (arrangement) {
      case WholeModels whole -> addWhole(whole.slice());
      case Stacked stacked -> addStacked(stacked);
      case Modular modular -> modular.parts().forEach(this::add);
    }
  }

  private void addWhole(Slice slice) {
    Function<Checkpoint, Collection<String>> outside = checkpoint -> checkpoint.layers().outside();
    addOutside(slice, TensorRole.BEFORE, outside);
    for (String stack : union(slice, checkpoint -> checkpoint.layers().stacks())) {
      TreeSet<Integer> layers =
          new TreeSet<>(union(slice, checkpoint -> checkpoint.layers().numbers(stack)));
      int length = layers.last() + 1;
      List<String> stacks = Collections.nCopies(slice.inputs().size(), stack);
      for (int layer : layers) {
        addLayer(slice, stacks, stack, layer, layer, length);
      }
    }
    addOutside(slice, TensorRole.BEHIND, outside);
  }

  private void addStacked(Stacked stacked) {
    addOutside(stacked.slices().getFirst(), TensorRole.BEFORE, OutputTensors::outsideOfMainStack);
    int layer = 0;
    for (Range range : stacked.ranges()) {
      List<String> stacks =
          range.slice().inputs().stream()
              .map(input -> input.checkpoint().mainStack().orElseThrow())
              .toList();
      for (int offset = 0; offset < range.length(); offset++) {
        addLayer(range.slice(), stacks, stacked.stack(), layer, offset, range.length());
        layer++;
      }
    }
    addOutside(stacked.slices().getLast(), TensorRole.BEHIND, OutputTensors::outsideOfMainStack);
  }

  private void addOutside(
      Slice slice, TensorRole role, Function<Checkpoint, Collection<String>> names) {
    for (String name : union(slice, names)) {
      if (TensorRole.of(name) == role) {
        List<String> inputNames = Collections.nCopies(slice.inputs().size(), name);
        tensors.add(new OutputTensor(name, OUTSIDE, slice, inputNames));
      }
    }
  }

  private void addLayer(
      Slice slice, List<String> stacks, String stack, int layer, int offset, int length) {
    double position = length == 1 ? 1 : (double) offset / (length - 1);
    List<SliceInput> inputs = slice.inputs();
    Set<String> rests = new LinkedHashSet<>();
    for (int i = 0; i < inputs.size(); i++) {
      SliceInput input = inputs.get(i);
      rests.addAll(
          input.checkpoint().layers().layer(stacks.get(i), input.from() + offset).keySet());
    }
    for (String rest : rests) {
      List<String> inputNames =
          IntStream.range(0, inputs.size())
              .mapToObj(i -> LayerName.join(stacks.get(i), inputs.get(i).from() + offset, rest))
              .toList();
      tensors.add(
          new OutputTensor(LayerName.join(stack, layer, rest), position, slice, inputNames));
    }
  }

  private static Collection<String> outsideOfMainStack(Checkpoint checkpoint) {
    List<String> names = new ArrayList<>(checkpoint.layers().outside());
    String main = checkpoint.mainStack().orElseThrow();
    checkpoint.layers().stacks().stream()
        .filter(stack -> !stack.equals(main))
        .forEach(stack -> names.addAll(checkpoint.layers().names(stack)));
    return names;
  }

  private static <T> Set<T> union(Slice slice, Function<Checkpoint, Collection<T>> part) {
    Set<T> union = new LinkedHashSet<>();
    slice.inputs().forEach(input -> union.addAll(part.apply(input.checkpoint())));
    return union;
  }
}
