package io.mergefarm.contracts.method;

/** Ways from one tensor towards others. */
public interface Moves {

  /**
   * {@code out[i] = x[i] + change[i] * factor}, the product rounded first; where it is zero, {@code
   * x[i]} with its sign.
   */
  void move(float[] x, float[] change, float factor, float[] out, int length);

  /**
   * Moves {@code base[i]} by the sum of {@code changes[k][i] * factors[k]} over all k, from left to
   * right; where that is zero, {@code base[i]} keeps its sign.
   */
  void moveBySum(float[][] changes, float[] factors, float[] base, float[] out, int length);

  /**
   * Moves {@code base[i]} by what those changes make that have the sign of most.
   *
   * <p>With {@code e[k] = changes[k][i] * factors[k]}, the sum of all e has the sign that counts,
   * plus for zero and minus for NaN. The e of that sign are added up, {@code e[k] * 0} for others,
   * so that NaN spreads. The sum is divided by that of their weights, unless it is zero, and
   * multiplied by lambda. Where that gives zero, {@code base[i]} keeps its sign.
   *
   * @param weights null where the sum is not divided
   */
  void moveByMajority(
      float[][] changes,
      float[] factors,
      float[] weights,
      float lambda,
      float[] base,
      float[] out,
      int length);

  /**
   * Moves {@code base[i]} by the weighted mean of those changes that have the sign of their sum.
   *
   * <p>The sum of all {@code changes[k][i]} has the sign that counts, plus for zero and minus for
   * NaN. With {@code e[k] = changes[k][i] * weights[k]}, the e of that sign are added up, {@code
   * e[k] * 0} for others, so that NaN spreads. The sum is divided by that of their weights, but by
   * no less than {@code least}. Where that gives zero, {@code base[i]} keeps its sign.
   */
  void moveByAgreeing(
      float[][] changes, float[] weights, float least, float[] base, float[] out, int length);

  /**
   * Moves {@code base[i]} by the mean of those changes that are changes: with {@code
   * |changes[k][i]|} above a limit. A single one is multiplied by {@code factors[k]}. For the
   * others {@code changes[k][i] * 0} is added, so that NaN spreads. Where the mean is zero, {@code
   * base[i]} keeps its sign.
   */
  void moveByChanged(
      float[][] changes, float limit, float[] factors, float[] base, float[] out, int length);

  /**
   * Goes from {@code x[i]} towards {@code y[i]}: by {@code step}, or all the way where that is no
   * farther. Where they are nearer to each other than {@code least}, the way is the share {@code
   * step / least}, at most all of it. What is not finite spreads.
   */
  void approach(float[] x, float[] y, float step, float least, float[] out, int length);

  /**
   * Takes {@code y[i]} where {@code importances[i]} is {@code least} or more, and {@code x[i]}
   * elsewhere; but NaN where that leaves out a difference that is not finite.
   */
  void replace(float[] importances, float least, float[] x, float[] y, float[] out, int length);
}
