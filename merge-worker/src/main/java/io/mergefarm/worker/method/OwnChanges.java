package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.Parameters;
import java.io.IOException;

/** Scales up what models changed alone, by the share of their changes that others made as well. */
final class OwnChanges {

  private OwnChanges() {}

  /**
   * Takes one pass.
   *
   * @param limit differences up to this are no change
   */
  static float[] factors(TaskVectors vectors, float limit) throws IOException {
    long[] all = new long[vectors.count()];
    long[] own = new long[vectors.count()];
    vectors.scan(
        (position, length, block) ->
            vectors.arithmetic().magnitudes().countAbove(block, limit, length, all, own));
    float[] factors = new float[vectors.count()];
    for (int i = 0; i < factors.length; i++) {
      factors[i] = factor(all[i] - own[i], own[i], vectors.parameters());
    }
    return factors;
  }

  private static float factor(long shared, long own, Parameters parameters) {
    double ratio = shared / Math.max((double) own, parameters.get("epsilon"));
    double counted = Math.max(0, Math.min(ratio, parameters.get("alpha")));
    return (float) (1 + parameters.get("r") * counted);
  }
}
