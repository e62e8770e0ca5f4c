package io.mergefarm.planner.planning;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A tensor of the output, and what it is merged from.
 *
 * @param position of its layer in its slice, from 0 to 1, which gradients are evaluated at
 * @param inputNames its name in each input of the slice
 */
record OutputTensor(String name, double position, Slice slice, List<String> inputNames) {

  OutputTensor {
    inputNames = List.copyOf(inputNames);
  }

  /** Whether it has a row for each token: an embedding, or a head, of any input. */
  boolean embedding() {
    return IntStream.range(0, inputNames.size())
        .anyMatch(i -> slice.inputs().get(i).checkpoint().vocabulary(inputNames.get(i)));
  }
}
