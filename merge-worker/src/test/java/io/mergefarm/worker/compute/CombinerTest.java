package io.mergefarm.worker.compute;

import static org.assertj.core.api.Assertions.assertThat;

import io.mergefarm.contracts.safetensors.DType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Combinations of stored elements against decoding, computing and encoding. */
class CombinerTest {

  private static final int OFFSET = 6;
  private static final double[] FACTORS = {0.7, -0.45, 1.25, 3e-3, -1, 0.1, -2, 1};

  static Stream<Arguments> cases() {
    return Stream.of(new ScalarBackend(), new VectorBackend())
        .flatMap(
            backend ->
                IntStream.rangeClosed(1, FACTORS.length)
                    .boxed()
                    .flatMap(
                        inputs ->
                            Stream.of(0, 1, 15, 16, 31, 4096, 65_536)
                                .map(length -> Arguments.of(backend, inputs, length))));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void bitsAreThoseOfTheLongWay(ComputeBackend backend, int inputs, int length) {
    MemorySegment[] x = new MemorySegment[inputs];
    Arrays.setAll(x, k -> stored(length, k));
    requireLongWay(backend, x, Arrays.copyOf(FACTORS, inputs), length);
  }

  static Stream<Arguments> shortFactors() {
    return Stream.of(
            new double[] {0.5, 0.5},
            new double[] {1, -1},
            new double[] {-0.75, 0.25},
            new double[] {1, 0x1p-16},
            new double[] {0x1.fffep-1, 0},
            new double[] {0x1.ffffp-1, 0.5}, // has a bit too many
            new double[] {1.5, 0.5}) // may be infinite in between
        .flatMap(
            factors ->
                Stream.of(new ScalarBackend(), new VectorBackend())
                    .map(backend -> Arguments.of(backend, factors)));
  }

  /** Products with such factors are exact in float32, which vectors make use of. */
  @ParameterizedTest
  @MethodSource("shortFactors")
  void factorsOfFewBitsGiveTheSameBits(ComputeBackend backend, double[] factors) {
    int length = 200_007;
    MemorySegment first = stored(length, 1);
    for (int exponents = 0; exponents <= 48; exponents += 8) {
      MemorySegment second = nearby(first, length, exponents);
      requireLongWay(backend, new MemorySegment[] {first, second}, factors, length);
    }
    requireLongWay(backend, new MemorySegment[] {first, stored(length, 2)}, factors, length);
  }

  private static void requireLongWay(
      ComputeBackend backend, MemorySegment[] x, double[] factors, int length) {
    for (int kept = -1; kept < x.length; kept++) {
      OptionalInt zeros = kept < 0 ? OptionalInt.empty() : OptionalInt.of(kept);
      MemorySegment out = Arena.ofAuto().allocate(OFFSET + 2L * length);
      backend
          .stored(DType.BF16)
          .orElseThrow()
          .combiner()
          .combine(x, factors, zeros, out, OFFSET, length);
      assertThat(out.mismatch(theLongWay(x, factors, zeros, length))).isEqualTo(-1);
    }
  }

  /** Numbers with another sign and mantissa, and exponents that are less by up to so many. */
  private static MemorySegment nearby(MemorySegment numbers, int length, int exponents) {
    MemorySegment bytes = Arena.ofAuto().allocate(OFFSET + 2L * length);
    Random random = new Random(exponents);
    for (int i = 0; i < length; i++) {
      int exponent = (numbers.get(LittleEndian.SHORT, OFFSET + 2L * i) & 0x7fff) >>> 7;
      int less = Math.max(0, exponent - random.nextInt(exponents + 1));
      int sign = random.nextInt(2) << 15;
      bytes.set(
          LittleEndian.SHORT, OFFSET + 2L * i, (short) (sign | less << 7 | random.nextInt(1 << 7)));
    }
    return bytes;
  }

  private static MemorySegment theLongWay(
      MemorySegment[] x, double[] factors, OptionalInt zeros, int length) {
    ScalarBackend reference = new ScalarBackend();
    DTypeCodec codec = reference.codec(DType.BF16);
    float[][] values = new float[x.length][length];
    for (int k = 0; k < x.length; k++) {
      codec.decode(x[k], OFFSET, values[k], 0, length);
    }
    float[] sum = new float[length];
    reference.arithmetic().combine(values, factors, sum, length);
    if (zeros.isPresent()) {
      reference.arithmetic().keepZeros(values[zeros.getAsInt()], sum, length);
    }
    MemorySegment out = Arena.ofAuto().allocate(OFFSET + 2L * length);
    codec.encode(sum, 0, length, out, OFFSET);
    return out;
  }

  /** Patterns of all kinds: numbers, zeros of both signs, tiny ones, infinities, NaN. */
  private static MemorySegment stored(int length, int seed) {
    MemorySegment bytes = Arena.ofAuto().allocate(OFFSET + 2L * length);
    Random random = new Random(seed);
    for (int i = 0; i < length; i++) {
      int bits = random.nextInt(1 << Short.SIZE);
      short pattern = (short) (random.nextInt(4) == 0 ? bits & 0x8000 : bits);
      bytes.set(LittleEndian.SHORT, OFFSET + 2L * i, pattern);
    }
    return bytes;
  }
}
