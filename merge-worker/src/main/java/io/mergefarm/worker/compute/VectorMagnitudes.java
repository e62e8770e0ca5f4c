package io.mergefarm.worker.compute;

import io.mergefarm.contracts.method.Magnitudes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Comparisons of magnitudes by vectors, with the bits of {@link ScalarMagnitudes}. */
final class VectorMagnitudes implements Magnitudes {

  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
  private static final int MAGNITUDE = 0x7fffffff;

  /** Processors with shorter vectors have no instruction that compresses them. */
  private static final int SHORTEST_TO_COMPRESS = 8;

  private final Magnitudes plain = new ScalarMagnitudes();

  /** Zeros stay what they are. */
  @Override
  public void dropUpTo(int limit, float[] x, int from, int to) {
    if (limit <= 0) {
      return;
    }
    int bound = from + FLOATS.loopBound(to - from);
    for (int i = from; i < bound; i += FLOATS.length()) {
      FloatVector value = load(x, i);
      VectorMask<Integer> dropped =
          value.reinterpretAsInts().and(MAGNITUDE).compare(VectorOperators.LE, limit);
      value.blend(value.mul(0), dropped.cast(FLOATS)).intoArray(x, i);
    }
    for (int i = bound; i < to; i++) {
      if ((Float.floatToRawIntBits(x[i]) & MAGNITUDE) <= limit) {
        x[i] *= 0;
      }
    }
  }

  @Override
  public void dropWhereUpTo(int limit, float[] selector, float[] x, int from, int to) {
    int bound = from + FLOATS.loopBound(to - from);
    for (int i = from; i < bound; i += FLOATS.length()) {
      FloatVector value = load(x, i);
      VectorMask<Integer> dropped = magnitude(load(selector, i)).compare(VectorOperators.LE, limit);
      value.blend(value.mul(0), dropped.cast(FLOATS)).intoArray(x, i);
    }
    plain.dropWhereUpTo(limit, selector, x, bound, to);
  }

  @Override
  public int sift(
      int least, int greatest, float[] x, int length, float[] between, Outside outside) {
    if (FLOATS.length() < SHORTEST_TO_COMPRESS) {
      return plain.sift(least, greatest, x, length, between, outside);
    }
    int count = 0;
    IntVector above = IntVector.zero(INTS);
    IntVector notBelow = IntVector.zero(INTS);
    IntVector atLeast = IntVector.zero(INTS);
    int bound = FLOATS.loopBound(length);
    for (int i = 0; i < bound; i += FLOATS.length()) {
      FloatVector value = load(x, i);
      IntVector magnitude = value.reinterpretAsInts().and(MAGNITUDE);
      VectorMask<Integer> reaches = magnitude.compare(VectorOperators.GE, greatest);
      VectorMask<Integer> inside = magnitude.compare(VectorOperators.GT, least).andNot(reaches);
      above = above.add(1, magnitude.compare(VectorOperators.GT, greatest));
      notBelow = notBelow.add(1, reaches);
      atLeast = atLeast.add(1, magnitude.compare(VectorOperators.EQ, least));
      value.compress(inside.cast(FLOATS)).intoArray(between, count);
      count += inside.trueCount();
    }
    outside.add(
        above.reduceLanes(VectorOperators.ADD),
        notBelow.sub(above).reduceLanes(VectorOperators.ADD),
        atLeast.reduceLanes(VectorOperators.ADD));
    for (int i = bound; i < length; i++) {
      int magnitude = Float.floatToRawIntBits(x[i]) & MAGNITUDE;
      if (magnitude > least && magnitude < greatest) {
        between[count++] = x[i];
      }
      outside.add(
          magnitude > greatest ? 1 : 0, magnitude == greatest ? 1 : 0, magnitude == least ? 1 : 0);
    }
    return count;
  }

  @Override
  public int count(int magnitude, float[] x, int length) {
    int count = 0;
    int bound = FLOATS.loopBound(length);
    for (int i = 0; i < bound; i += FLOATS.length()) {
      count +=
          load(x, i)
              .reinterpretAsInts()
              .and(MAGNITUDE)
              .compare(VectorOperators.EQ, magnitude)
              .trueCount();
    }
    for (int i = bound; i < length; i++) {
      count += (Float.floatToRawIntBits(x[i]) & MAGNITUDE) == magnitude ? 1 : 0;
    }
    return count;
  }

  @Override
  public void keepLarger(float[] x, float[] largest, int length) {
    int bound = FLOATS.loopBound(length);
    for (int i = 0; i < bound; i += FLOATS.length()) {
      FloatVector value = load(x, i);
      FloatVector other = load(largest, i);
      VectorMask<Integer> larger = magnitude(value).compare(VectorOperators.GT, magnitude(other));
      other.blend(value, larger.cast(FLOATS)).intoArray(largest, i);
    }
    for (int i = bound; i < length; i++) {
      largest[i] = ScalarMagnitudes.larger(x[i], largest[i]);
    }
  }

  @Override
  public void countAbove(float[][] x, float limit, int length, long[] above, long[] alone) {
    int bound = FLOATS.loopBound(length);
    for (int i = 0; i < bound; i += FLOATS.length()) {
      FloatVector count = FloatVector.zero(FLOATS);
      for (int k = 0; k < x.length; k++) {
        count = count.add(1, load(x[k], i).abs().compare(VectorOperators.GT, limit));
      }
      VectorMask<Float> single = count.compare(VectorOperators.EQ, 1);
      for (int k = 0; k < x.length; k++) {
        VectorMask<Float> counted = load(x[k], i).abs().compare(VectorOperators.GT, limit);
        above[k] += counted.trueCount();
        alone[k] += counted.and(single).trueCount();
      }
    }
    ScalarMagnitudes.countAbove(x, limit, bound, length, above, alone);
  }

  @Override
  public void distances(float[] x, float[] y, float factor, float[] out, int from, int to) {
    int bound = from + FLOATS.loopBound(to - from);
    for (int i = from; i < bound; i += FLOATS.length()) {
      FloatVector.fromArray(FLOATS, x, i)
          .sub(FloatVector.fromArray(FLOATS, y, i))
          .abs()
          .mul(factor)
          .intoArray(out, i);
    }
    for (int i = bound; i < to; i++) {
      out[i] = Math.abs(x[i] - y[i]) * factor;
    }
  }

  @Override
  public void dropFrom(int limit, float[] x, int from, int to) {
    int bound = from + FLOATS.loopBound(to - from);
    for (int i = from; i < bound; i += FLOATS.length()) {
      FloatVector value = load(x, i);
      VectorMask<Integer> dropped = magnitude(value).compare(VectorOperators.GE, limit);
      value.blend(value.mul(0), dropped.cast(FLOATS)).intoArray(x, i);
    }
    plain.dropFrom(limit, x, bound, to);
  }

  @Override
  public int largest(float[] x, int length) {
    IntVector largest = IntVector.zero(INTS);
    int bound = FLOATS.loopBound(length);
    for (int i = 0; i < bound; i += FLOATS.length()) {
      largest = largest.max(magnitude(load(x, i)));
    }
    int result = largest.reduceLanes(VectorOperators.MAX);
    for (int i = bound; i < length; i++) {
      result = Math.max(result, Float.floatToRawIntBits(x[i]) & MAGNITUDE);
    }
    return result;
  }

  /** Up to the vector that the element lies in, equal ones count like smaller ones. */
  @Override
  public int rank(int element, float[] x, int length) {
    int magnitude = Float.floatToRawIntBits(x[element]) & MAGNITUDE;
    int front = element - element % FLOATS.length();
    int bound = FLOATS.loopBound(length);
    int whole = Math.min(front, bound);
    int rank = countUpTo(magnitude, x, 0, whole) + countUpTo(magnitude - 1, x, whole, bound);
    for (int i = bound; i < length; i++) {
      rank += (Float.floatToRawIntBits(x[i]) & MAGNITUDE) < magnitude ? 1 : 0;
    }
    for (int i = front; i < element; i++) {
      rank += (Float.floatToRawIntBits(x[i]) & MAGNITUDE) == magnitude ? 1 : 0;
    }
    return rank;
  }

  /** How many elements of whole vectors have a magnitude of {@code limit} or less. */
  private static int countUpTo(int limit, float[] x, int from, int to) {
    IntVector count = IntVector.zero(INTS);
    for (int i = from; i < to; i += FLOATS.length()) {
      count = count.add(1, magnitude(load(x, i)).compare(VectorOperators.LE, limit));
    }
    return count.reduceLanes(VectorOperators.ADD);
  }

  @Override
  public void bin(float[] x, int length, int least, int shift, int last, int[] bins) {
    int bound = FLOATS.loopBound(length);
    for (int i = 0; i < bound; i += FLOATS.length()) {
      IntVector magnitude = magnitude(load(x, i));
      magnitude
          .sub(least)
          .lanewise(VectorOperators.ASHR, shift)
          .max(1)
          .min(last)
          .blend(0, magnitude.compare(VectorOperators.EQ, 0))
          .intoArray(bins, i);
    }
    ScalarMarks.bin(x, bound, length, least, shift, last, bins);
  }

  private static IntVector magnitude(FloatVector x) {
    return x.reinterpretAsInts().and(MAGNITUDE);
  }

  private static FloatVector load(float[] x, int from) {
    return FloatVector.fromArray(FLOATS, x, from);
  }
}
