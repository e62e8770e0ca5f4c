package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.TensorMerge;
import java.util.List;

/** The weights of models as float32, which is how they enter the arithmetic. */
final class Weights {

  private Weights() {}

  static float[] of(List<TensorMerge.Input> inputs) {
    float[] weights = new float[inputs.size()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) inputs.get(i).parameters().get("weight");
    }
    return weights;
  }

  static float sum(float[] weights) {
    float sum = 0;
    for (float weight : weights) {
      sum += weight;
    }
    return sum;
  }
}
