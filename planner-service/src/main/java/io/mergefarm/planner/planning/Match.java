package io.mergefarm.planner.planning;

import java.util.List;

/** The tensors of the models that an output tensor comes from. */
sealed interface Match {

  /** One of each input of the slice, in their order and of one shape. */
  record Merged(List<InputTensor> inputs) implements Match {
    public Merged {
      inputs = List.copyOf(inputs);
    }
  }

  /** One model's tensor stands for all, since the models do not agree on it. */
  record Kept(InputTensor input) implements Match {}
}
