package io.mergefarm.contracts.method;

import io.mergefarm.contracts.safetensors.Shape;
import java.util.Optional;

/** What can be told of a model's parameters beyond the range of each. */
public interface ParameterRules {

  /** Nothing. */
  ParameterRules NONE = new ParameterRules() {};

  /** Why values that are legal alone are not legal together; empty where they are. */
  default Optional<String> objection(Parameters ofModel) {
    return Optional.empty();
  }

  /**
   * What a quirk of mergekit's, where it is kept, does to a tensor of a certain shape that people
   * will not expect; empty where there is none.
   */
  default Optional<String> surprise(Parameters ofModel, Shape shape) {
    return Optional.empty();
  }
}
