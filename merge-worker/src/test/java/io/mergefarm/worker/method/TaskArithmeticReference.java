package io.mergefarm.worker.method;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The family of task arithmetic as the specification has it, in float64, with sorting; differences
 * and weights are those of float32.
 *
 * @param consensus whether signs are voted on
 */
record TaskArithmeticReference(
    boolean consensus, boolean normalize, boolean rescale, double lambda) {

  /** A model's tensor. */
  static final class Model {
    private final float[] tensor;
    private final double weight;
    private final double density;

    Model(float[] tensor, double weight, double density) {
      this.tensor = tensor;
      this.weight = weight;
      this.density = density;
    }

    float[] tensor() {
      return tensor;
    }

    double weight() {
      return weight;
    }

    double density() {
      return density;
    }
  }

  double[] merge(float[] base, List<Model> models) {
    double[][] weighted = new double[models.size()][];
    for (int m = 0; m < weighted.length; m++) {
      double[] vector = pruned(base, models.get(m));
      float weight = (float) models.get(m).weight();
      weighted[m] = Arrays.stream(vector).map(d -> d * weight).toArray();
    }
    double[] result = new double[base.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = base[i] + lambda * combined(i, weighted, models);
    }
    return result;
  }

  private double[] pruned(float[] base, Model model) {
    double[] vector = new double[base.length];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = model.tensor()[i] - base[i];
    }
    if (!consensus || model.density() >= 1) {
      return vector;
    }
    int kept = Math.max(1, (int) (model.density() * vector.length));
    double[] result = new double[vector.length];
    IntStream.range(0, vector.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -Math.abs(vector[i])))
        .limit(kept)
        .forEach(i -> result[i] = vector[i]);
    double before = Arrays.stream(vector).map(Math::abs).sum();
    double after = Arrays.stream(result).map(Math::abs).sum();
    double factor = rescale && before >= 1e-7 && after >= 1e-7 ? before / after : 1;
    return Arrays.stream(result).map(d -> d * factor).toArray();
  }

  private double combined(int i, double[][] weighted, List<Model> models) {
    double vote = IntStream.range(0, weighted.length).mapToDouble(m -> weighted[m][i]).sum();
    double majority = vote >= 0 ? 1 : -1;
    double sum = 0;
    double weights = 0;
    for (int m = 0; m < weighted.length; m++) {
      if (!consensus || Math.signum(weighted[m][i]) == majority) {
        sum += weighted[m][i];
        weights += (float) models.get(m).weight();
      }
    }
    boolean divided = normalize && (consensus ? weights != 0 : Math.abs(weights) >= 1e-8);
    return divided ? sum / weights : sum;
  }
}
