package io.mergefarm.worker.evaluation;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Elements of a task vector of which mergekit keeps some and drops others, though they are equally
 * large: its sort is not stable, so which ones it keeps follows no rule. Mergefarm keeps the first.
 */
final class TiedMagnitudes {

  private TiedMagnitudes() {}

  static BitSet of(float[] base, float[] tuned, double density) {
    float[] magnitudes = new float[base.length];
    for (int i = 0; i < base.length; i++) {
      magnitudes[i] = Math.abs(tuned[i] - base[i]);
    }
    BitSet tied = new BitSet();
    if (density >= 1) {
      return tied;
    }
    float[] sorted = magnitudes.clone();
    Arrays.sort(sorted);
    int dropped = sorted.length - Math.max(1, (int) (density * sorted.length));
    if (dropped > 0 && sorted[dropped - 1] == sorted[dropped]) {
      for (int i = 0; i < magnitudes.length; i++) {
        tied.set(i, magnitudes[i] == sorted[dropped]);
      }
    }
    return tied;
  }
}
