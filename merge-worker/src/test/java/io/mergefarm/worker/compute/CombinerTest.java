package io.mergefarm.worker.compute;

import static org.assertj.core.api.Assertions.assertThat;

import io.mergefarm.contracts.safetensors.DType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
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
  private static final double[] FACTORS = {0.7, -0.45, 1.25, 3e-3, -1};

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
    double[] factors = Arrays.copyOf(FACTORS, inputs);
    for (int kept = -1; kept < inputs; kept++) {
      OptionalInt zeros = kept < 0 ? OptionalInt.empty() : OptionalInt.of(kept);
      MemorySegment out = Arena.ofAuto().allocate(OFFSET + 2L * length);
      backend
          .stored(DType.BF16)
          .orElseThrow()
          .combiner()
          .combine(x, factors, zeros, out, OFFSET, length);
      assertThat(out.toArray(ValueLayout.JAVA_BYTE))
          .isEqualTo(theLongWay(x, factors, zeros, length).toArray(ValueLayout.JAVA_BYTE));
    }
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
