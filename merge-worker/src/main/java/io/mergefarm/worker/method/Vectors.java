package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.Arithmetic;
import io.mergefarm.contracts.method.TensorMerge;
import io.mergefarm.contracts.method.TensorMerge.Input;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * The vectors that a geometric method works with: the inputs of a merge as they are, or the
 * differences of the models from the base. What lies in their span is a linear combination of the
 * inputs, and is described by a factor for each.
 */
final class Vectors {

  private final TensorMerge tensor;
  private final int[] models;
  private final OptionalInt origin;
  private final float[][] blocks;

  private Vectors(TensorMerge tensor, int[] models, OptionalInt origin) {
    this.tensor = tensor;
    this.models = models;
    this.origin = origin;
    this.blocks = new float[models.length][origin.isPresent() ? tensor.blockSize() : 0];
  }

  /** All inputs in their order, the base among them. */
  static Vectors ofInputs(TensorMerge tensor) {
    int[] all = IntStream.range(0, tensor.inputs().size()).toArray();
    return new Vectors(tensor, all, OptionalInt.empty());
  }

  /** The differences from the base where there is one, or the inputs. */
  static Vectors ofModels(TensorMerge tensor) {
    OptionalInt base = tensor.base();
    int[] models =
        IntStream.range(0, tensor.inputs().size())
            .filter(i -> base.isEmpty() || i != base.getAsInt())
            .toArray();
    return new Vectors(tensor, models, base);
  }

  int count() {
    return models.length;
  }

  /** The models that they belong to. */
  List<Input> models() {
    return IntStream.of(models).mapToObj(tensor.inputs()::get).toList();
  }

  TensorMerge tensor() {
    return tensor;
  }

  Arithmetic arithmetic() {
    return tensor.arithmetic();
  }

  /** The base that they are differences from. */
  OptionalInt origin() {
    return origin;
  }

  /**
   * A block of each.
   *
   * @return arrays that may be used again for the next block
   */
  float[][] block(int length, float[][] inputs) {
    if (origin.isEmpty()) {
      return inputs;
    }
    for (int i = 0; i < models.length; i++) {
      arithmetic().subtract(inputs[models[i]], inputs[origin.getAsInt()], blocks[i], length);
    }
    return blocks;
  }

  /** How they lie to each other, in one pass over the inputs. */
  GramMatrix measure() throws IOException {
    Optional<double[][]> dots =
        origin.isEmpty() && tensor instanceof StoredMerge stored ? stored.dots() : Optional.empty();
    if (dots.isPresent()) {
      return new GramMatrix(dots.get());
    }
    GramMatrix.Measurement measurement = measurement();
    tensor.scan((position, length, inputs) -> measurement.add(block(length, inputs), length));
    return measurement.result();
  }

  /** For vectors that are shown otherwise. */
  GramMatrix.Measurement measurement() {
    return new GramMatrix.Measurement(count(), arithmetic());
  }

  /**
   * The square of a combination's length. Takes a pass, and is exact where the dot products of the
   * vectors cancel each other.
   *
   * @param factors of the vectors
   */
  double square(double[] factors) throws IOException {
    float[] combination = new float[tensor.blockSize()];
    Arithmetic.Sum square = new Arithmetic.Sum();
    tensor.scan(
        (position, length, inputs) -> {
          arithmetic().combine(block(length, inputs), factors, combination, length);
          arithmetic().sums().addDot(combination, combination, length, square);
        });
    return square.value();
  }

  /**
   * The factors of the inputs from those of the vectors; the base takes what is missing to 1.
   *
   * @param factors of the vectors
   */
  double[] ofInputs(double[] factors) {
    double[] all = new double[tensor.inputs().size()];
    double rest = 1;
    for (int i = 0; i < models.length; i++) {
      all[models[i]] = factors[i];
      rest -= factors[i];
    }
    if (origin.isPresent()) {
      all[origin.getAsInt()] = rest;
    }
    return all;
  }
}
