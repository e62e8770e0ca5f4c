package io.mergefarm.worker.evaluation;

import io.mergefarm.contracts.safetensors.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** Refuses elements of a tensor that are not a number. */
record NanCheck(Shape shape) {

  /**
   * Looks at a block of each input of a merge.
   *
   * @param names of the inputs
   * @throws RefusedDataException if an element is not a number, with the inputs that hold it
   */
  void inputs(long position, int length, float[][] blocks, List<String> names) {
    int first = length;
    for (float[] block : blocks) {
      first = firstNan(block, first);
    }
    if (first < length) {
      int element = first;
      List<String> holders =
          IntStream.range(0, blocks.length)
              .filter(i -> Float.isNaN(blocks[i][element]))
              .mapToObj(names::get)
              .toList();
      throw refusal(position + element, "in " + String.join(" and in ", holders));
    }
  }

  /**
   * Looks at a block of a result.
   *
   * @param origin where its elements come from, for people
   * @throws RefusedDataException if an element is not a number
   */
  void result(long position, int length, float[] block, String origin) {
    int first = firstNan(block, length);
    if (first < length) {
      throw refusal(position + first, origin);
    }
  }

  private RefusedDataException refusal(long element, String origin) {
    return new RefusedDataException(
        "element %s is not a number %s; repair the checkpoint, or merge with --nan propagate"
            .formatted(place(element), origin));
  }

  /** Its index along each axis. */
  private List<Long> place(long element) {
    List<Long> indices = new ArrayList<>();
    long rest = element;
    for (long size : shape.dimensions().reversed()) {
      indices.add(rest % size);
      rest /= size;
    }
    Collections.reverse(indices);
    return indices;
  }

  private static int firstNan(float[] block, int to) {
    int i = 0;
    while (i < to && !Float.isNaN(block[i])) {
      i++;
    }
    return i;
  }
}
