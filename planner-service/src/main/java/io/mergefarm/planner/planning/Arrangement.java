package io.mergefarm.planner.planning;

import java.util.List;

/** How the output is put together from its models. */
sealed interface Arrangement {

  List<Slice> slices();

  /** Every tensor under its own name, in as many layers as the models have. */
  record WholeModels(Slice slice) implements Arrangement {
    @Override
    public List<Slice> slices() {
      return List.of(slice);
    }
  }

  /**
   * Ranges of layers, one behind the other.
   *
   * @param stack the output's name of the layers, such as {@code model.layers}
   */
  record Stacked(String stack, List<Range> ranges) implements Arrangement {
    public Stacked {
      ranges = List.copyOf(ranges);
    }

    @Override
    public List<Slice> slices() {
      return ranges.stream().map(Range::slice).toList();
    }

    int layers() {
      return ranges.stream().mapToInt(Range::length).sum();
    }
  }

  /**
   * An arrangement for each named part of the architecture.
   *
   * @param parts of which no two give a tensor of one name
   */
  record Modular(List<Arrangement> parts) implements Arrangement {
    public Modular {
      parts = List.copyOf(parts);
    }

    @Override
    public List<Slice> slices() {
      return parts.stream().flatMap(part -> part.slices().stream()).toList();
    }
  }

  /**
   * A slice of a stacked output.
   *
   * @param length the number of its layers
   */
  record Range(Slice slice, int length) {}
}
