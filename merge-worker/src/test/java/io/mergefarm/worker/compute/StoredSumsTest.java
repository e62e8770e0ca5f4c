package io.mergefarm.worker.compute;

import static org.assertj.core.api.Assertions.assertThat;

import io.mergefarm.contracts.method.Arithmetic.Sum;
import io.mergefarm.contracts.safetensors.DType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Sums over stored elements against those over decoded ones. */
class StoredSumsTest {

  private static final int OFFSET = 6;

  static Stream<Arguments> cases() {
    return Stream.of(new ScalarBackend(), new VectorBackend())
        .flatMap(
            backend ->
                IntStream.of(0, 1, 8, 15, 4096, 70_001)
                    .mapToObj(length -> Arguments.of(backend, length)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void dotsAreThoseOfTheLongWay(ComputeBackend backend, int length) {
    MemorySegment x = stored(length, 1);
    MemorySegment y = stored(length, 2);
    List<Sum> actual = List.of(new Sum(), new Sum(), new Sum());
    List<Sum> expected = List.of(new Sum(), new Sum(), new Sum());
    ScalarBackend reference = new ScalarBackend();
    float[] ofX = decoded(reference, x, length);
    float[] ofY = decoded(reference, y, length);
    for (int pass = 0; pass < 2; pass++) {
      backend
          .stored(DType.BF16)
          .orElseThrow()
          .sums()
          .addDots(x, y, OFFSET, length, actual.get(0), actual.get(1), actual.get(2));
      reference
          .arithmetic()
          .sums()
          .addDots(ofX, ofY, length, expected.get(0), expected.get(1), expected.get(2));
    }
    assertThat(actual)
        .extracting(sum -> List.of(IntStream.range(0, 8).mapToObj(i -> sum.lanes()[i]).toArray()))
        .isEqualTo(
            expected.stream()
                .map(sum -> List.of(IntStream.range(0, 8).mapToObj(i -> sum.lanes()[i]).toArray()))
                .toList());
  }

  private static float[] decoded(ComputeBackend backend, MemorySegment bytes, int length) {
    float[] values = new float[length];
    backend.codec(DType.BF16).decode(bytes, OFFSET, values, 0, length);
    return values;
  }

  private static MemorySegment stored(int length, int seed) {
    MemorySegment bytes = Arena.ofAuto().allocate(OFFSET + 2L * length);
    Random random = new Random(seed);
    for (int i = 0; i < length; i++) {
      short pattern = Bfloat16.fromFloat((float) random.nextGaussian());
      bytes.set(LittleEndian.SHORT, OFFSET + 2L * i, pattern);
    }
    return bytes;
  }
}
