package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.TensorMerge;
import java.util.Arrays;
import java.util.List;

/** The weights of models. */
final class Weights {

  private Weights() {}

  /** As float32, for arithmetic in float32. */
  static float[] of(List<TensorMerge.Input> inputs) {
    float[] weights = new float[inputs.size()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) inputs.get(i).parameters().get("weight");
    }
    return weights;
  }

  /** As the recipe has them. */
  static double[] exact(List<TensorMerge.Input> inputs) {
    return inputs.stream().mapToDouble(input -> input.parameters().get("weight")).toArray();
  }

  static double sum(double[] weights) {
    double sum = 0;
    for (double weight : weights) {
      sum += weight;
    }
    return sum;
  }

  static double[] scaled(double[] weights, double factor) {
    return Arrays.stream(weights).map(weight -> weight * factor).toArray();
  }

  static float sum(float[] weights) {
    float sum = 0;
    for (float weight : weights) {
      sum += weight;
    }
    return sum;
  }
}
