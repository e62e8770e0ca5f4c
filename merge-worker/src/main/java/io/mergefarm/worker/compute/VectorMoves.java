package io.mergefarm.worker.compute;

import io.mergefarm.contracts.method.Moves;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Ways between tensors by vectors, with the bits of {@link ScalarMoves}.
 *
 * <p>A vector that leaves a method becomes an object, so the methods that loops call have to be
 * inlined. The JIT compiler gives up on that inside of a caller that it has inlined much else into;
 * therefore the longest loops share one method, which is too long to be inlined itself.
 */
final class VectorMoves implements Moves {

  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
  private static final int MAGNITUDE = 0x7fffffff;

  @Override
  public void move(float[] x, float[] change, float factor, float[] out, int length) {
    int bound = FLOATS.loopBound(length);
    for (int i = 0; i < bound; i += FLOATS.length()) {
      moved(load(x, i), load(change, i).mul(factor)).intoArray(out, i);
    }
    for (int i = bound; i < length; i++) {
      out[i] = ScalarMoves.moved(x[i], change[i] * factor);
    }
  }

  @Override
  public void moveBySum(float[][] changes, float[] factors, float[] base, float[] out, int length) {
    int bound = FLOATS.loopBound(length);
    for (int i = 0; i < bound; i += FLOATS.length()) {
      FloatVector sum = load(changes[0], i).mul(factors[0]);
      for (int k = 1; k < changes.length; k++) {
        sum = sum.add(load(changes[k], i).mul(factors[k]));
      }
      moved(load(base, i), sum).intoArray(out, i);
    }
    for (int i = bound; i < length; i++) {
      out[i] = ScalarMoves.moved(base[i], ScalarMoves.sum(changes, factors, i));
    }
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
    int bound = FLOATS.loopBound(length);
    for (int i = 0; weights == null && i < bound; i += FLOATS.length()) {
      FloatVector vote = load(changes[0], i).mul(factors[0]);
      for (int k = 1; k < changes.length; k++) {
        vote = vote.add(load(changes[k], i).mul(factors[k]));
      }
      IntVector against = against(vote);
      FloatVector sum = FloatVector.zero(FLOATS);
      for (int k = 0; k < changes.length; k++) {
        FloatVector change = load(changes[k], i).mul(factors[k]);
        sum = sum.add(change.mul(0).blend(change, agrees(change, against)));
      }
      moved(load(base, i), sum.mul(lambda)).intoArray(out, i);
    }
    for (int i = 0; weights != null && i < bound; i += FLOATS.length()) {
      FloatVector vote = load(changes[0], i).mul(factors[0]);
      for (int k = 1; k < changes.length; k++) {
        vote = vote.add(load(changes[k], i).mul(factors[k]));
      }
      IntVector against = against(vote);
      FloatVector sum = FloatVector.zero(FLOATS);
      FloatVector divisor = FloatVector.zero(FLOATS);
      for (int k = 0; k < changes.length; k++) {
        FloatVector change = load(changes[k], i).mul(factors[k]);
        VectorMask<Float> agrees = agrees(change, against);
        sum = sum.add(change.mul(0).blend(change, agrees));
        divisor = divisor.add(weights[k], agrees);
      }
      FloatVector mean = sum.div(divisor).blend(sum, divisor.compare(VectorOperators.EQ, 0));
      moved(load(base, i), mean.mul(lambda)).intoArray(out, i);
    }
    for (int i = bound; i < length; i++) {
      float change = ScalarMoves.majority(changes, factors, weights, i) * lambda;
      out[i] = ScalarMoves.moved(base[i], change);
    }
  }

  @Override
  public void moveByAgreeing(
      float[][] changes, float[] weights, float least, float[] base, float[] out, int length) {
    int bound = FLOATS.loopBound(length);
    for (int i = 0; i < bound; i += FLOATS.length()) {
      FloatVector vote = load(changes[0], i);
      for (int k = 1; k < changes.length; k++) {
        vote = vote.add(load(changes[k], i));
      }
      IntVector against = against(vote);
      FloatVector sum = FloatVector.zero(FLOATS);
      FloatVector divisor = FloatVector.zero(FLOATS);
      for (int k = 0; k < changes.length; k++) {
        FloatVector change = load(changes[k], i).mul(weights[k]);
        VectorMask<Float> agrees = agrees(change, against);
        sum = sum.add(change.mul(0).blend(change, agrees));
        divisor = divisor.add(weights[k], agrees);
      }
      moved(load(base, i), sum.div(divisor.max(least))).intoArray(out, i);
    }
    for (int i = bound; i < length; i++) {
      out[i] = ScalarMoves.moved(base[i], ScalarMoves.agreeing(changes, weights, least, i));
    }
  }

  @Override
  public void moveByChanged(
      float[][] changes, float limit, float[] factors, float[] base, float[] out, int length) {
    int bound = FLOATS.loopBound(length);
    for (int i = 0; i < bound; i += FLOATS.length()) {
      FloatVector count = FloatVector.zero(FLOATS);
      for (int k = 0; k < changes.length; k++) {
        count = count.add(1, load(changes[k], i).abs().compare(VectorOperators.GT, limit));
      }
      VectorMask<Float> single = count.compare(VectorOperators.EQ, 1);
      FloatVector sum = FloatVector.zero(FLOATS);
      for (int k = 0; k < changes.length; k++) {
        FloatVector change = load(changes[k], i);
        VectorMask<Float> changed = change.abs().compare(VectorOperators.GT, limit);
        FloatVector share = change.blend(change.mul(factors[k]), single);
        sum = sum.add(change.mul(0).blend(share, changed));
      }
      moved(load(base, i), sum.div(count.max(1))).intoArray(out, i);
    }
    for (int i = bound; i < length; i++) {
      out[i] = ScalarMoves.moved(base[i], ScalarMoves.changed(changes, limit, factors, i));
    }
  }

  /** The sign bits that turn changes of the sign of a vote, minus for NaN, into positive ones. */
  private static IntVector against(FloatVector vote) {
    VectorMask<Float> plus = vote.compare(VectorOperators.GE, 0);
    return IntVector.broadcast(INTS, ~MAGNITUDE).blend(0, plus.cast(INTS));
  }

  private static VectorMask<Float> agrees(FloatVector change, IntVector against) {
    return change
        .reinterpretAsInts()
        .lanewise(VectorOperators.XOR, against)
        .reinterpretAsFloats()
        .compare(VectorOperators.GT, 0);
  }

  private static FloatVector moved(FloatVector from, FloatVector way) {
    return from.add(way).blend(from, way.compare(VectorOperators.EQ, 0));
  }

  @Override
  public void approach(float[] x, float[] y, float step, float least, float[] out, int length) {
    int bound = FLOATS.loopBound(length);
    for (int i = 0; i < bound; i += FLOATS.length()) {
      approached(load(x, i), load(y, i), step, least).intoArray(out, i);
    }
    for (int i = bound; i < length; i++) {
      out[i] = ScalarMoves.approached(x[i], y[i], step, least);
    }
  }

  private static FloatVector approached(FloatVector x, FloatVector y, float step, float least) {
    FloatVector way = x.sub(y);
    FloatVector distance = way.abs();
    FloatVector signedStep =
        way.reinterpretAsInts()
            .and(~MAGNITUDE)
            .or(Float.floatToRawIntBits(step))
            .reinterpretAsFloats();
    return x.sub(signedStep)
        .add(y.mul(0))
        .blend(x.sub(way.mul(step / least)), distance.compare(VectorOperators.LT, least))
        .blend(y, distance.max(least).compare(VectorOperators.LE, step));
  }

  private static FloatVector load(float[] x, int from) {
    return FloatVector.fromArray(FLOATS, x, from);
  }

  @Override
  public void replace(
      float[] importances, float least, float[] x, float[] y, float[] out, int length) {
    int bound = FLOATS.loopBound(length);
    for (int i = 0; i < bound; i += FLOATS.length()) {
      FloatVector from = load(x, i);
      FloatVector to = load(y, i);
      VectorMask<Float> infinite = to.sub(from).mul(0).compare(VectorOperators.NE, 0);
      from.blend(Float.NaN, infinite)
          .blend(to, load(importances, i).compare(VectorOperators.GE, least))
          .intoArray(out, i);
    }
    ScalarMoves.replace(importances, least, x, y, out, bound, length);
  }
}
