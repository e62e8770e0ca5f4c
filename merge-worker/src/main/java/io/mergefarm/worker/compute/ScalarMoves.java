package io.mergefarm.worker.compute;

import io.mergefarm.contracts.method.Moves;

/** Ways between tensors as plain loops: what the faster ones are tested against. */
final class ScalarMoves implements Moves {

  @Override
  public void move(float[] x, float[] change, float factor, float[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = moved(x[i], change[i] * factor);
    }
  }

  static float moved(float x, float change) {
    return change == 0 ? x : x + change;
  }

  @Override
  public void moveBySum(float[][] changes, float[] factors, float[] base, float[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = moved(base[i], sum(changes, factors, i));
    }
  }

  static float sum(float[][] changes, float[] factors, int i) {
    float sum = changes[0][i] * factors[0];
    for (int k = 1; k < changes.length; k++) {
      sum += changes[k][i] * factors[k];
    }
    return sum;
  }

  @Override
  public void moveByMajority(
      float[][] changes,
      float[] factors,
      float[] weights,
      float lambda,
      float[] base,
      float[] out,
      int length) {
    for (int i = 0; i < length; i++) {
      out[i] = moved(base[i], majority(changes, factors, weights, i) * lambda);
    }
  }

  static float majority(float[][] changes, float[] factors, float[] weights, int i) {
    boolean plus = sum(changes, factors, i) >= 0;
    float sum = 0;
    float divisor = 0;
    for (int k = 0; k < changes.length; k++) {
      float change = changes[k][i] * factors[k];
      boolean agrees = plus ? change > 0 : change < 0;
      sum += agrees ? change : change * 0;
      divisor += agrees && weights != null ? weights[k] : 0;
    }
    return divisor == 0 ? sum : sum / divisor;
  }

  @Override
  public void moveByAgreeing(
      float[][] changes, float[] weights, float least, float[] base, float[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = moved(base[i], agreeing(changes, weights, least, i));
    }
  }

  static float agreeing(float[][] changes, float[] weights, float least, int i) {
    float vote = 0;
    for (float[] change : changes) {
      vote += change[i];
    }
    float sum = 0;
    float divisor = 0;
    for (int k = 0; k < changes.length; k++) {
      float change = changes[k][i] * weights[k];
      boolean agrees = vote >= 0 ? change > 0 : change < 0;
      sum += agrees ? change : change * 0;
      divisor += agrees ? weights[k] : 0;
    }
    return sum / Math.max(divisor, least);
  }

  @Override
  public void moveByChanged(
      float[][] changes, float limit, float[] factors, float[] base, float[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = moved(base[i], changed(changes, limit, factors, i));
    }
  }

  static float changed(float[][] changes, float limit, float[] factors, int i) {
    int count = ScalarMagnitudes.countAbove(changes, limit, i);
    float sum = 0;
    for (int k = 0; k < changes.length; k++) {
      float change = changes[k][i];
      float share = count == 1 ? change * factors[k] : change;
      sum += Math.abs(change) > limit ? share : change * 0;
    }
    return count == 0 ? sum : sum / count;
  }

  @Override
  public void approach(float[] x, float[] y, float step, float least, float[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = approached(x[i], y[i], step, least);
    }
  }

  /** Subtracts, so that zeros of either sign that meet themselves stay as they are. */
  static float approached(float x, float y, float step, float least) {
    float way = x - y;
    float distance = Math.abs(way);
    if (Math.max(distance, least) <= step) {
      return y;
    }
    return distance < least ? x - way * (step / least) : x - Math.copySign(step, way) + y * 0;
  }

  @Override
  public void replace(
      float[] importances, float least, float[] x, float[] y, float[] out, int length) {
    replace(importances, least, x, y, out, 0, length);
  }

  static void replace(
      float[] importances, float least, float[] x, float[] y, float[] out, int from, int to) {
    for (int i = from; i < to; i++) {
      float kept = Float.isFinite(y[i] - x[i]) ? x[i] : Float.NaN;
      out[i] = importances[i] >= least ? y[i] : kept;
    }
  }
}
