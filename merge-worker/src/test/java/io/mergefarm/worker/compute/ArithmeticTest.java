package io.mergefarm.worker.compute;

import static org.assertj.core.api.Assertions.assertThat;

import io.mergefarm.contracts.method.Arithmetic;
import io.mergefarm.contracts.method.Arithmetic.Sum;
import io.mergefarm.contracts.method.Magnitudes.Outside;
import io.mergefarm.contracts.method.RandomStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArithmeticTest {

  private final Arithmetic scalar = new ScalarArithmetic();
  private final Arithmetic vector = new VectorArithmetic();

  /** Arrays that an operation reads and writes. */
  private static final class Operands {
    final int length;
    final float[] x;
    final float[] y;
    final float[] z;
    final float[] ones;
    final float[] out;

    Operands(int length) {
      this.length = length;
      int capacity = length + 3;
      x = Samples.floats(capacity, 1);
      y = Samples.floats(capacity, 2);
      z = Samples.floats(capacity, 3);
      ones = Samples.floats(capacity, 5);
      for (int i = 0; i < capacity; i += 2) {
        ones[i] = 1;
      }
      out = Samples.floats(capacity, 4);
    }

    float[][] changes() {
      return new float[][] {x, y, ones};
    }
  }

  private static final float[] FACTORS = {0.5f, -1.3f, 0.7f};

  private static final List<BiConsumer<Arithmetic, Operands>> OPERATIONS =
      List.of(
          (a, o) -> a.scale(o.x, 0.3f, o.out, o.length),
          (a, o) -> a.scale(o.out, -7f, o.out, o.length),
          (a, o) -> a.addScaled(o.x, 1.7f, o.out, o.length),
          (a, o) -> a.divide(o.x, 0.7f, o.out, o.length),
          (a, o) -> a.add(o.x, o.y, o.out, o.length),
          (a, o) -> a.subtract(o.x, o.y, o.out, o.length),
          (a, o) -> a.combine(new float[][] {o.x}, new double[] {0.1}, o.out, o.length),
          (a, o) -> a.combine(new float[][] {o.x, o.y}, new double[] {0.1, 3}, o.out, o.length),
          (a, o) ->
              a.combine(
                  new float[][] {o.x, o.y, o.z}, new double[] {1e-50, -1, 0.7}, o.out, o.length),
          (a, o) ->
              a.combine(
                  new float[][] {o.x, o.y, o.x, o.z},
                  new double[] {1e40, 0.7, -1e40, 0},
                  o.out,
                  o.length),
          (a, o) -> a.magnitudes().dropUpTo(Float.floatToRawIntBits(0.5f), o.out, 0, o.length),
          (a, o) -> a.magnitudes().dropUpTo(-1, o.out, 0, o.length),
          (a, o) -> a.magnitudes().dropUpTo(Integer.MAX_VALUE, o.out, o.length / 3, o.length),
          (a, o) ->
              a.magnitudes()
                  .dropWhereUpTo(Float.floatToRawIntBits(0.5f), o.x, o.out, o.length / 3, o.length),
          (a, o) -> a.vary(o.changes(), o.out, o.length),
          (a, o) -> a.vary(new float[][] {o.x, o.y}, o.out, o.length),
          (a, o) ->
              a.magnitudes().dropFrom(Float.floatToRawIntBits(0.5f), o.out, o.length / 3, o.length),
          (a, o) -> a.magnitudes().dropFrom(Integer.MAX_VALUE, o.out, 0, o.length),
          (a, o) -> a.moves().move(o.x, o.y, 1.3f, o.out, o.length),
          (a, o) -> a.moves().move(o.out, o.x, 0, o.out, o.length),
          (a, o) -> a.keepZeros(o.x, o.out, o.length),
          (a, o) -> a.moves().moveBySum(o.changes(), FACTORS, o.z, o.out, o.length),
          (a, o) ->
              a.moves().moveByMajority(o.changes(), FACTORS, null, 0.9f, o.z, o.out, o.length),
          (a, o) ->
              a.moves().moveByMajority(o.changes(), FACTORS, FACTORS, 1, o.z, o.out, o.length),
          (a, o) -> a.moves().approach(o.x, o.y, 0.3f, 1e-6f, o.out, o.length),
          (a, o) -> a.moves().approach(o.x, o.y, 1e-7f, 1e-6f, o.out, o.length),
          (a, o) -> a.moves().approach(o.x, o.x, 1e-7f, 1e-6f, o.out, o.length),
          (a, o) -> a.moves().replace(o.z, 0.3f, o.x, o.y, o.out, o.length),
          (a, o) -> a.moves().replace(o.ones, 1, o.x, o.y, o.out, o.length),
          (a, o) -> a.magnitudes().distances(o.x, o.y, 0.3f, o.out, 0, o.length),
          (a, o) -> a.magnitudes().distances(o.x, o.z, 7, o.out, o.length / 3, o.length),
          (a, o) -> a.magnitudes().keepLarger(o.x, o.out, o.length),
          (a, o) -> a.moves().moveByChanged(o.changes(), 0.1f, FACTORS, o.z, o.out, o.length),
          (a, o) -> a.moves().moveByAgreeing(o.changes(), FACTORS, 0.6f, o.z, o.out, o.length));

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 13, 16, 207, 4098, 8191, 8192, 8193})
  void vectorsGiveTheBitsOfPlainLoops(int length) {
    for (BiConsumer<Arithmetic, Operands> operation : OPERATIONS) {
      Operands expected = new Operands(length);
      Operands actual = new Operands(length);
      operation.accept(scalar, expected);
      operation.accept(vector, actual);
      assertThat(bits(actual.out)).isEqualTo(bits(expected.out));
      assertThat(bits(actual.z)).isEqualTo(bits(expected.z));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 8, 13, 207, 4098, 8191, 8193})
  void vectorsGiveTheSumsOfPlainLoops(int length) {
    float[] x = finite(length, 5);
    float[] y = finite(length, 6);
    Sum expected = new Sum();
    Sum actual = new Sum();
    scalar.sums().addDot(x, y, length, expected);
    vector.sums().addDot(x, y, length, actual);
    assertThat(actual.lanes()).isEqualTo(expected.lanes());
    scalar.sums().addMagnitudes(x, length, expected);
    vector.sums().addMagnitudes(x, length, actual);
    assertThat(actual.lanes()).isEqualTo(expected.lanes());
    Sum expectedOther = new Sum();
    Sum actualOther = new Sum();
    scalar.sums().addMagnitudes(x, y, length, expected, expectedOther);
    vector.sums().addMagnitudes(x, y, length, actual, actualOther);
    assertThat(actual.lanes()).isEqualTo(expected.lanes());
    assertThat(actualOther.lanes()).isEqualTo(expectedOther.lanes());
    assertThat(actual.value()).isNotZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 8, 13, 207, 4098, 8191, 8193})
  void threeDotProductsAtOnceAreThoseOneByOne(int length) {
    float[] x = finite(length, 5);
    float[] y = finite(length, 6);
    for (Arithmetic arithmetic : List.of(scalar, vector)) {
      Sum[] expected = sums();
      scalar.sums().addDot(x, x, length, expected[0]);
      scalar.sums().addDot(x, y, length, expected[1]);
      scalar.sums().addDot(y, y, length, expected[2]);
      Sum[] actual = sums();
      arithmetic.sums().addDots(x, y, length, actual[0], actual[1], actual[2]);
      for (int i = 0; i < actual.length; i++) {
        assertThat(actual[i].lanes()).isEqualTo(expected[i].lanes());
      }
    }
  }

  @Test
  void aCombinationOfEqualsIsTheirValue() {
    float[] x = Samples.floats(4098, 8);
    float[] out = new float[x.length];
    for (double share : new double[] {0.3, 1.0 / 3, 1e-9, 0.999}) {
      vector.combine(new float[][] {x, x}, new double[] {share, 1 - share}, out, x.length);
      assertThat(out).isEqualTo(x);
    }
  }

  private static Sum[] sums() {
    return new Sum[] {new Sum(), new Sum(), new Sum()};
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 13, 16, 207, 4098, 8191, 8193})
  void vectorsSiftAsPlainLoopsDo(int length) {
    int one = Float.floatToRawIntBits(1f);
    for (int least : new int[] {0, 1, one}) {
      for (int greatest : new int[] {0, one, Integer.MAX_VALUE}) {
        Operands expected = new Operands(length);
        Operands actual = new Operands(length);
        Outside outside = new Outside();
        Outside actualOutside = new Outside();
        int count =
            scalar.magnitudes().sift(least, greatest, expected.x, length, expected.out, outside);
        assertThat(
                vector
                    .magnitudes()
                    .sift(least, greatest, actual.x, length, actual.out, actualOutside))
            .isEqualTo(count);
        assertThat(bits(Arrays.copyOf(actual.out, count)))
            .isEqualTo(bits(Arrays.copyOf(expected.out, count)));
        assertThat(actualOutside).usingRecursiveComparison().isEqualTo(outside);
        assertThat(vector.magnitudes().count(least, actual.x, length))
            .isEqualTo(scalar.magnitudes().count(least, expected.x, length));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 13, 16, 207, 4098, 8191, 8192, 8193})
  void vectorsCountWhatPlainLoopsCount(int length) {
    float[][] x = new Operands(length).changes();
    long[][] counts = {{1, 2, 3}, {4, 5, 6}, {1, 2, 3}, {4, 5, 6}};
    scalar.magnitudes().countAbove(x, 0.1f, length, counts[0], counts[1]);
    vector.magnitudes().countAbove(x, 0.1f, length, counts[2], counts[3]);
    assertThat(counts[2]).isEqualTo(counts[0]);
    assertThat(counts[3]).isEqualTo(counts[1]);
  }

  @Test
  void equalMagnitudesAreRankedByIndex() {
    float[] x = {2, -1, 1, 3, -1};
    assertThat(scalar.magnitudes().rank(1, x, x.length)).isEqualTo(0);
    assertThat(scalar.magnitudes().rank(2, x, x.length)).isEqualTo(1);
    assertThat(scalar.magnitudes().rank(4, x, x.length)).isEqualTo(2);
    assertThat(scalar.magnitudes().rank(3, x, x.length)).isEqualTo(4);
  }

  @Test
  void whatIsAboveInOneArrayOnlyIsAlone() {
    float[][] x = {{1, -3, 0, 3}, {0, 4, Float.NaN, 0}};
    long[] above = new long[2];
    long[] alone = new long[2];
    scalar.magnitudes().countAbove(x, 2, 4, above, alone);
    assertThat(above).containsExactly(2, 1);
    assertThat(alone).containsExactly(1, 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 8, 13, 16, 64, 207, 4098})
  void vectorsMarkWhatPlainLoopsMark(int length) {
    short[] draws = new short[length + Long.SIZE];
    scalar.draws().draw(new RandomStream(1, 2), 0, draws, length);
    draws[0] = (short) 0xffff;
    for (int limit : new int[] {0, 1, 0x7fff, 0x8000, 0xffff, 0x10000}) {
      long[] expected = new long[length / Long.SIZE + 1];
      long[] actual = new long[length / Long.SIZE + 1];
      scalar.draws().markBelow(draws, limit, length, expected);
      vector.draws().markBelow(draws, limit, length, actual);
      assertThat(actual).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 13, 16, 64, 207, 4098})
  void vectorsBinWhatPlainLoopsBin(int length) {
    float[] x = Samples.floats(length, 9);
    assertThat(vector.magnitudes().largest(x, length))
        .isEqualTo(scalar.magnitudes().largest(x, length));
    for (int element = 0; element < length; element += 1 + element / 3) {
      assertThat(vector.magnitudes().rank(element, x, length))
          .isEqualTo(scalar.magnitudes().rank(element, x, length));
    }
    int[] expected = new int[length];
    int[] actual = new int[length];
    for (int least : new int[] {0, Float.floatToRawIntBits(1f), Integer.MAX_VALUE}) {
      scalar.magnitudes().bin(x, length, least, 17, 1023, expected);
      vector.magnitudes().bin(x, length, least, 17, 1023, actual);
      assertThat(actual).isEqualTo(expected);
    }
    short[] draws = new short[length + Long.SIZE];
    scalar.draws().draw(new RandomStream(3, 4), 0, draws, length);
    int[] bounds = new Random(length).ints(1024).toArray();
    long[][] marks = new long[4][length / Long.SIZE + 1];
    scalar.draws().markBelow(draws, bounds, expected, length, marks[0], marks[1]);
    vector.draws().markBelow(draws, bounds, expected, length, marks[2], marks[3]);
    assertThat(marks[2]).isEqualTo(marks[0]);
    assertThat(marks[3]).isEqualTo(marks[1]);
  }

  @Test
  void drawsBetweenTheBoundsOfTheirBinAreOpen() {
    long[] marks = {-1};
    long[] open = {-1};
    int[] bounds = {(20 << 16) | 10};
    short[] draws = {9, 10, 20, 21};
    scalar.draws().markBelow(draws, bounds, new int[4], 4, marks, open);
    assertThat(marks[0]).isEqualTo(0b0001);
    assertThat(open[0]).isEqualTo(0b0110);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 8, 13, 16, 64, 207, 4098})
  void vectorsDropWhatPlainLoopsDrop(int length) {
    long[] marks = new Random(length).longs(length / Long.SIZE + 2).toArray();
    for (int offset : new int[] {0, 8, 16, 56}) {
      Operands expected = new Operands(length);
      Operands actual = new Operands(length);
      scalar.draws().dropUnmarked(marks, offset, expected.x, length);
      vector.draws().dropUnmarked(marks, offset, actual.x, length);
      assertThat(bits(actual.x)).isEqualTo(bits(expected.x));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 13, 207, 4098})
  void magnitudesOfMarkedElementsAreThoseThatDroppingLeaves(int length) {
    long[] marks = new Random(length).longs(length / Long.SIZE + 2).toArray();
    for (float[] x : List.of(finite(length, 3), Samples.floats(length, 3))) {
      for (int offset : new int[] {0, 8, 16, 56}) {
        Sum all = new Sum();
        Sum left = new Sum();
        float[] dropped = x.clone();
        scalar.draws().dropUnmarked(marks, offset, dropped, length);
        scalar.sums().addMagnitudes(x, dropped, length, all, left);
        for (Arithmetic arithmetic : List.of(scalar, vector)) {
          Sum ofAll = new Sum();
          Sum ofMarked = new Sum();
          arithmetic.draws().addMagnitudes(marks, offset, x, length, ofAll, ofMarked);
          assertThat(ofAll.lanes()).isEqualTo(all.lanes());
          assertThat(ofMarked.lanes()).isEqualTo(left.lanes());
        }
      }
    }
  }

  @Test
  void marksBelongToElements() {
    float[] x = {1, 2, 3, 4};
    scalar.draws().dropUnmarked(new long[] {0b101L << 61, 0b10}, 61, x, 4);
    assertThat(x).containsExactly(1, 0, 3, 0);
  }

  @Test
  void whatIsSiftedKeepsItsSignAndItsOrder() {
    float[] between = new float[6];
    Outside outside = new Outside();
    int one = Float.floatToRawIntBits(1f);
    int three = Float.floatToRawIntBits(3f);
    float[] x = {-2, 1, 2, 3, -0f, -4};
    assertThat(scalar.magnitudes().sift(one, three, x, x.length, between, outside)).isEqualTo(2);
    assertThat(between).startsWith(-2, 2);
    assertThat(outside.above()).isOne();
    assertThat(outside.atGreatest()).isOne();
    assertThat(outside.atLeast()).isOne();
    assertThat(scalar.magnitudes().count(0, x, x.length)).isOne();
  }

  @Test
  void sumsDoNotDependOnBlocks() {
    float[] x = finite(4098, 7);
    Sum whole = new Sum();
    vector.sums().addDot(x, x, x.length, whole);
    Sum parts = new Sum();
    for (int from = 0; from < x.length; from += 264) {
      float[] block = Arrays.copyOfRange(x, from, Math.min(x.length, from + 264));
      vector.sums().addDot(block, block, block.length, parts);
    }
    assertThat(parts.value()).isEqualTo(whole.value());
  }

  @Test
  void infinityThatIsDroppedBecomesNaN() {
    float[] x = {Float.POSITIVE_INFINITY, 2, -1};
    scalar.magnitudes().dropUpTo(Integer.MAX_VALUE, x, 0, 2);
    assertThat(x).containsExactly(Float.NaN, 0, -1);
  }

  @Test
  void zeroVotesWithPlus() {
    float[][] changes = {{1, -1, -3, 0}, {-1, 1, 1, -0f}};
    float[] base = {4, 4, 4, -0f};
    float[] out = new float[4];
    scalar.moves().moveByAgreeing(changes, new float[] {0.75f, 0.25f}, 1e-6f, base, out, 4);
    assertThat(out).containsExactly(5, 5, 1, -0f);
  }

  private static float[] finite(int length, long seed) {
    float[] values = Samples.floats(length, seed);
    for (int i = 0; i < length; i++) {
      values[i] = Float.isFinite(values[i]) ? values[i] : i;
    }
    return values;
  }

  /** With one NaN. */
  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToIntBits(values[i]);
    }
    return bits;
  }
}
