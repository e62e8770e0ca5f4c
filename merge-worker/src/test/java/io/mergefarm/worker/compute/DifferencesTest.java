package io.mergefarm.worker.compute;

import static org.assertj.core.api.Assertions.assertThat;

import io.mergefarm.contracts.method.Arithmetic;
import io.mergefarm.contracts.method.Arithmetic.Sum;
import io.mergefarm.contracts.method.Magnitudes.Outside;
import io.mergefarm.contracts.safetensors.DType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Differences of stored elements against decoding and computing. */
class DifferencesTest {

  private static final int OFFSET = 6;
  private static final int START = 3;

  private final Arithmetic reference = new ScalarBackend().arithmetic();

  static Stream<Arguments> cases() {
    return Stream.of(new ScalarBackend(), new VectorBackend())
        .flatMap(
            backend ->
                Stream.of(0, 1, 15, 16, 31, 33, 4096, 65_537)
                    .map(
                        length ->
                            Arguments.of(
                                backend.stored(DType.BF16).orElseThrow().differences(), length)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void differencesAreThoseOfTheLongWay(Differences differences, int length) {
    MemorySegment x = stored(length, 1);
    MemorySegment y = stored(length, 2);
    float[] out = new float[START + length];
    differences.subtract(x, y, OFFSET, out, START, length);
    assertThat(Arrays.copyOfRange(out, START, out.length)).isEqualTo(difference(x, y, length));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void countsAreThoseOfTheLongWay(Differences differences, int length) {
    MemorySegment x = stored(length, 1);
    MemorySegment y = stored(length, 2);
    float[] elements = difference(x, y, length);
    for (float greatest : new float[] {0x1p-12f, 0.02f, Float.MAX_VALUE, Float.NaN}) {
      for (float least : new float[] {0, 0x1p-13f, 0.01f}) {
        int from = Float.floatToRawIntBits(least);
        int to = Float.floatToRawIntBits(greatest);
        float[] expected = new float[length];
        Outside outside = new Outside();
        int inside = reference.magnitudes().sift(from, to, elements, length, expected, outside);
        float[] between = new float[length];
        Outside counted = new Outside();
        assertThat(differences.sift(from, to, x, y, OFFSET, length, between, counted))
            .isEqualTo(inside);
        Arrays.sort(expected, 0, inside);
        Arrays.sort(between, 0, inside);
        assertThat(Arrays.copyOf(between, inside)).isEqualTo(Arrays.copyOf(expected, inside));
        assertThat(counted).usingRecursiveComparison().isEqualTo(outside);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void votesInWindowsAreThoseOfTheLongWay(Differences differences, int length) {
    StoredPair pair = pair(length);
    float[] factors = {0.6f, -0.3f};
    for (float[] weights : new float[][] {null, {0.6f, 0.7f}, {0.5f, -0.5f}}) {
      assertThatWindowsAreThoseOfTheLongWay(
          pair,
          new int[][] {{Integer.MAX_VALUE, Integer.MAX_VALUE}},
          (changes, base, out) ->
              reference.moves().moveByMajority(changes, factors, weights, 0.9f, base, out, length),
          (windows, out) ->
              differences.moveByMajority(pair, windows, factors, weights, 0.9f, out, START));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void sumsInWindowsAreThoseOfTheLongWay(Differences differences, int length) {
    StoredPair pair = pair(length);
    float[] factors = {0.6f, -0.3f};
    int step = Float.floatToRawIntBits(0x1p-12f);
    int infinity = Float.floatToRawIntBits(Float.POSITIVE_INFINITY);
    assertThatWindowsAreThoseOfTheLongWay(
        pair,
        new int[][] {
          {step - 1, infinity},
          {infinity, step},
          {Integer.MAX_VALUE, Float.floatToRawIntBits(0x1p-10f)}
        },
        (changes, base, out) -> reference.moves().moveBySum(changes, factors, base, out, length),
        (windows, out) -> differences.moveBySum(pair, windows, factors, out, START));
  }

  private void assertThatWindowsAreThoseOfTheLongWay(
      StoredPair pair, int[][] uppers, LongWay longWay, ShortWay shortWay) {
    int length = pair.length();
    int step = Float.floatToRawIntBits(0x1p-12f);
    for (int above : new int[] {-1, 0, step - 1, Float.floatToRawIntBits(0.01f)}) {
      for (int[] upper : uppers) {
        int[] lower = {above, step - 1};
        Windows windows = new Windows();
        float[][] changes = new float[2][];
        long[] ends = new long[4];
        for (int k = 0; k < 2; k++) {
          windows.keepAbove(k, lower[k]);
          windows.keepUpTo(k, upper[k]);
          changes[k] = difference(pair.models()[k], pair.base(), length);
          ends[k] = reference.magnitudes().count(lower[k] + 1, changes[k], length);
          ends[2 + k] = reference.magnitudes().count(upper[k] + 1, changes[k], length);
          dropOutside(lower[k], upper[k], changes[k]);
        }
        float[] expected = new float[length];
        longWay.move(changes, decoded(pair.base(), length), expected);
        float[] out = new float[START + length];
        shortWay.move(windows, out);
        assertThat(Arrays.copyOfRange(out, START, out.length)).isEqualTo(expected);
        assertThat(
                new long[] {
                  windows.firstKept(0),
                  windows.firstKept(1),
                  windows.firstBeyond(0),
                  windows.firstBeyond(1)
                })
            .isEqualTo(ends);
      }
    }
  }

  private void dropOutside(int above, int upTo, float[] change) {
    reference.magnitudes().dropUpTo(above, change, 0, change.length);
    if (upTo != Integer.MAX_VALUE) {
      reference.magnitudes().dropFrom(upTo + 1, change, 0, change.length);
    }
  }

  /** From pruned differences. */
  @FunctionalInterface
  private interface LongWay {
    void move(float[][] changes, float[] base, float[] out);
  }

  /** From stored elements. */
  @FunctionalInterface
  private interface ShortWay {
    void move(Windows windows, float[] out);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void magnitudesOfMarkedElementsAreThoseOfTheLongWay(Differences differences, int length) {
    StoredPair pair = pair(length);
    long[][] marks = marks(length);
    for (int place : new int[] {0, 8, 56}) {
      List<Sum> expected = sums();
      List<Sum> actual = sums();
      for (int k = 0; k < 2; k++) {
        float[] change = difference(pair.models()[k], pair.base(), length);
        reference
            .draws()
            .addMagnitudes(marks[k], place, change, length, expected.get(k), expected.get(2 + k));
      }
      differences.addMagnitudes(pair, marks, place, actual.subList(0, 2), actual.subList(2, 4));
      for (int i = 0; i < actual.size(); i++) {
        assertThat(actual.get(i).lanes()).isEqualTo(expected.get(i).lanes());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void sumsOfMarkedElementsAreThoseOfTheLongWay(Differences differences, int length) {
    StoredPair pair = pair(length);
    float[] factors = {0.6f, -0.3f};
    long[][] marks = marks(length);
    for (int place : new int[] {0, 5, 16, 56}) {
      float[][] changes = new float[2][];
      for (int k = 0; k < 2; k++) {
        changes[k] = difference(pair.models()[k], pair.base(), length);
        reference.draws().dropUnmarked(marks[k], place, changes[k], length);
      }
      float[] expected = new float[length];
      reference.moves().moveBySum(changes, factors, decoded(pair.base(), length), expected, length);
      float[] out = new float[START + length];
      differences.moveBySum(pair, marks, place, factors, out, START);
      assertThat(Arrays.copyOfRange(out, START, out.length)).isEqualTo(expected);
    }
  }

  private static StoredPair pair(int length) {
    return new StoredPair(stored(length, 1), stored(length, 2), stored(length, 3), OFFSET, length);
  }

  private static long[][] marks(int length) {
    Random random = new Random(length);
    int words = length / Long.SIZE + 2;
    return new long[][] {random.longs(words).toArray(), random.longs(words).toArray()};
  }

  private static List<Sum> sums() {
    return Stream.generate(Sum::new).limit(4).toList();
  }

  private float[] difference(MemorySegment x, MemorySegment y, int length) {
    float[] difference = decoded(x, length);
    reference.subtract(difference, decoded(y, length), difference, length);
    return difference;
  }

  private static float[] decoded(MemorySegment x, int length) {
    float[] elements = new float[length];
    new ScalarBackend().codec(DType.BF16).decode(x, OFFSET, elements, 0, length);
    return elements;
  }

  /** Mostly tuned from the same base, so that differences are small; a tenth are any patterns. */
  private static MemorySegment stored(int length, int seed) {
    Random base = new Random(0);
    Random tuned = new Random(seed);
    MemorySegment bytes = Arena.ofAuto().allocate(OFFSET + 2L * length);
    for (int i = 0; i < length; i++) {
      int bits = Float.floatToRawIntBits((float) base.nextGaussian() * 0.02f) >>> Short.SIZE;
      int moved = tuned.nextBoolean() ? bits + tuned.nextInt(9) - 4 : bits;
      int any = tuned.nextInt(10) == 0 ? tuned.nextInt() : moved;
      bytes.set(LittleEndian.SHORT, OFFSET + 2L * i, (short) any);
    }
    return bytes;
  }
}
