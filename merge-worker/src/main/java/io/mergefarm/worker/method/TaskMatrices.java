package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.TensorMerge;
import io.mergefarm.worker.matrix.Matrix;
import java.io.IOException;
import java.util.stream.IntStream;

/** The weighted task vectors of a matrix, as matrices in float64. Each takes a pass. */
final class TaskMatrices {

  private final TensorMerge tensor;
  private final int base;
  private final int[] models;

  TaskMatrices(TensorMerge tensor, int base) {
    this.tensor = tensor;
    this.base = base;
    this.models = IntStream.range(0, tensor.inputs().size()).filter(i -> i != base).toArray();
  }

  int count() {
    return models.length;
  }

  Matrix get(int number) throws IOException {
    return combined(new int[] {models[number]});
  }

  Matrix sum() throws IOException {
    return combined(models);
  }

  private Matrix combined(int[] added) throws IOException {
    double[] factors = new double[tensor.inputs().size()];
    for (int i : added) {
      factors[i] = tensor.inputs().get(i).parameters().get("weight");
      factors[base] -= factors[i];
    }
    Matrix matrix =
        Matrix.zeros(tensor.shape().dimensions().getFirst(), tensor.shape().dimensions().getLast());
    tensor.scan(
        (position, length, inputs) -> {
          for (int i = 0; i < length; i++) {
            double sum = inputs[base][i] * factors[base];
            for (int k : added) {
              sum += inputs[k][i] * factors[k];
            }
            matrix.set(position + i, sum);
          }
        });
    return matrix;
  }
}
