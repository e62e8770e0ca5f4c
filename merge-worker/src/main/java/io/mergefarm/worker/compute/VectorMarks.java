package io.mergefarm.worker.compute;

import io.mergefarm.contracts.method.Arithmetic;
import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** Operations on one bit per element, by vectors. */
final class VectorMarks {

  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Double> DOUBLES = VectorDoubles.DOUBLES;
  private static final VectorSpecies<Short> SHORTS = ShortVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Short> HALF_SHORTS =
      VectorSpecies.of(short.class, VectorShape.forBitSize(INTS.vectorBitSize() / 2));

  private VectorMarks() {}

  /** As {@link ScalarMarks#markBelow}. */
  static void markBelow(short[] draws, int limit, int count, long[] marks) {
    int words = (count + Long.SIZE - 1) / Long.SIZE;
    if (limit > ScalarMarks.LARGEST_DRAW) {
      Arrays.fill(marks, 0, words, -1);
      return;
    }
    for (int word = 0; word < words; word++) {
      long bits = 0;
      for (int bit = 0; bit < Long.SIZE; bit += SHORTS.length()) {
        ShortVector values = ShortVector.fromArray(SHORTS, draws, word * Long.SIZE + bit);
        bits |= values.compare(VectorOperators.ULT, (short) limit).toLong() << bit;
      }
      marks[word] = bits;
    }
  }

  /** As {@link ScalarMarks#markBelow}, each element by the bounds of its bin. */
  static void markBelow(
      short[] draws, int[] bounds, int[] bins, int count, long[] marks, long[] open) {
    int words = count / Long.SIZE;
    for (int word = 0; word < words; word++) {
      long below = 0;
      long upTo = 0;
      for (int bit = 0; bit < Long.SIZE; bit += INTS.length()) {
        int i = word * Long.SIZE + bit;
        IntVector draw =
            ShortVector.fromArray(HALF_SHORTS, draws, i)
                .convertShape(VectorOperators.ZERO_EXTEND_S2I, INTS, 0)
                .reinterpretAsInts();
        IntVector bound = IntVector.fromArray(INTS, bounds, 0, bins, i);
        IntVector lower = bound.and(ScalarMarks.LARGEST_DRAW);
        IntVector upper = bound.lanewise(VectorOperators.LSHR, Short.SIZE);
        below |= draw.compare(VectorOperators.LT, lower).toLong() << bit;
        upTo |= draw.compare(VectorOperators.LE, upper).toLong() << bit;
      }
      marks[word] = below;
      open[word] = upTo & ~below;
    }
    ScalarMarks.markBelow(draws, bounds, bins, words * Long.SIZE, count, marks, open);
  }

  /** As {@link ScalarMarks#dropUnmarked}; bits of a vector lie in one word. */
  static void dropUnmarked(long[] marks, int offset, float[] x, int length) {
    int bound = offset % FLOATS.length() == 0 ? FLOATS.loopBound(length) : 0;
    for (int i = 0; i < bound; i += FLOATS.length()) {
      int bit = offset + i;
      VectorMask<Float> marked =
          VectorMask.fromLong(FLOATS, marks[bit / Long.SIZE] >>> (bit % Long.SIZE));
      FloatVector value = FloatVector.fromArray(FLOATS, x, i);
      value.mul(0).blend(value, marked).intoArray(x, i);
    }
    ScalarMarks.dropUnmarked(marks, offset, x, bound, length);
  }

  /** As {@link ScalarMarks#addMagnitudes}; bits of a vector lie in one word. */
  static void addMagnitudes(
      long[] marks, int offset, float[] x, int length, Arithmetic.Sum all, Arithmetic.Sum marked) {
    int bound = offset % Arithmetic.LANES == 0 ? length - length % Arithmetic.LANES : 0;
    for (int lane = 0; lane < Arithmetic.LANES; lane += DOUBLES.length()) {
      DoubleVector ofAll = DoubleVector.fromArray(DOUBLES, all.lanes(), lane);
      DoubleVector ofMarked = DoubleVector.fromArray(DOUBLES, marked.lanes(), lane);
      for (int i = lane; i < bound; i += Arithmetic.LANES) {
        int bit = offset + i;
        VectorMask<Double> kept =
            VectorMask.fromLong(DOUBLES, marks[bit / Long.SIZE] >>> (bit % Long.SIZE));
        DoubleVector magnitude = VectorDoubles.widened(x, i).abs();
        ofAll = ofAll.add(magnitude);
        ofMarked = ofMarked.add(magnitude.mul(0).blend(magnitude, kept));
      }
      ofAll.intoArray(all.lanes(), lane);
      ofMarked.intoArray(marked.lanes(), lane);
    }
    ScalarMarks.addMagnitudes(marks, offset, x, bound, length, all, marked);
  }
}
