package io.mergefarm.planner.planning;

import java.util.List;

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
}
