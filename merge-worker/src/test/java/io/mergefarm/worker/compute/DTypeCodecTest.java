package io.mergefarm.worker.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.mergefarm.contracts.safetensors.DType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigDecimal;
import java.nio.FloatBuffer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class DTypeCodecTest {

  private static final int ALL_PATTERNS = 1 << 16;

  /** The narrow dtypes by every backend. */
  static Stream<Arguments> narrow() {
    return Stream.of(DType.BF16, DType.F16)
        .flatMap(
            dtype ->
                Stream.of(new ScalarBackend(), new VectorBackend())
                    .map(backend -> Arguments.of(dtype, backend.codec(dtype))));
  }

  static Stream<Arguments> awkward() {
    return Stream.of(DType.BF16, DType.F16, DType.F32, DType.F64)
        .flatMap(
            dtype ->
                IntStream.of(0, 1, 7, 13, 16, 207, 4098, 8191, 8193)
                    .mapToObj(length -> Arguments.of(dtype, length)));
  }

  @ParameterizedTest
  @MethodSource("narrow")
  void everyPatternIsDecodedToItsValueAndBack(DType dtype, DTypeCodec codec) {
    MemorySegment bytes = Arena.ofAuto().allocate(2L * ALL_PATTERNS + 1);
    for (int i = 0; i < ALL_PATTERNS; i++) {
      bytes.set(LittleEndian.SHORT, 1 + 2L * i, (short) i);
    }
    float[] values = new float[ALL_PATTERNS];
    codec.decode(bytes, 1, values, values.length);
    MemorySegment again = Arena.ofAuto().allocate(2L * ALL_PATTERNS + 1);
    codec.encode(values, values.length, again, 1);
    float[] rounded = values.clone();
    codec.round(rounded, rounded.length);
    short nan = dtype == DType.BF16 ? Bfloat16.NAN : Float16.NAN;
    assertThat(IntStream.range(0, ALL_PATTERNS))
        .allMatch(i -> Double.compare(values[i], value(dtype, i)) == 0)
        .allMatch(i -> Float.compare(rounded[i], values[i]) == 0)
        .allMatch(
            i ->
                again.get(LittleEndian.SHORT, 1 + 2L * i)
                    == (Float.isNaN(values[i]) ? nan : (short) i));
  }

  @ParameterizedTest
  @MethodSource("narrow")
  void roundingGoesToTheNearestAndFromTheMiddleToEven(DType dtype, DTypeCodec codec) {
    float[] values = between(dtype);
    MemorySegment bytes = Arena.ofAuto().allocate(2L * values.length);
    codec.encode(values, values.length, bytes, 0);
    float[] rounded = values.clone();
    codec.round(rounded, rounded.length);
    int[] patterns =
        IntStream.range(0, values.length)
            .map(i -> bytes.get(LittleEndian.SHORT, 2L * i) & 0xffff)
            .toArray();
    assertThat(IntStream.range(0, values.length))
        .allMatch(i -> patterns[i] == nearest(dtype, values[i]))
        .allMatch(i -> Double.compare(rounded[i], value(dtype, patterns[i])) == 0);
  }

  @ParameterizedTest
  @MethodSource("awkward")
  void vectorsGiveTheBitsOfPlainLoops(DType dtype, int length) {
    DTypeCodec scalar = new ScalarBackend().codec(dtype);
    DTypeCodec vector = new VectorBackend().codec(dtype);
    float[] values = Samples.floats(length, length);
    MemorySegment expected = Arena.ofAuto().allocate(dtype.byteSize(length) + 3);
    MemorySegment actual = Arena.ofAuto().allocate(dtype.byteSize(length) + 3);
    scalar.encode(values, length, expected, 3);
    vector.encode(values, length, actual, 3);
    assertThat(actual.toArray(ValueLayout.JAVA_BYTE))
        .isEqualTo(expected.toArray(ValueLayout.JAVA_BYTE));
    float[] decoded = new float[length];
    float[] rounded = values.clone();
    vector.decode(actual, 3, decoded, length);
    vector.round(rounded, length);
    assertThat(decoded).isEqualTo(rounded);
    scalar.decode(actual, 3, decoded, length);
    scalar.round(values, length);
    assertThat(decoded).isEqualTo(values).isEqualTo(rounded);
  }

  @ParameterizedTest
  @EnumSource
  void onlyFloatsAreComputedWith(DType dtype) {
    if (dtype.arithmetic()) {
      assertThat(new VectorBackend().codec(dtype).elementBytes() * 8).isEqualTo(dtype.bits());
    } else {
      assertThatIllegalArgumentException().isThrownBy(() -> new VectorBackend().codec(dtype));
    }
  }

  /** Every value of the dtype, the middles between neighbours, and what lies beside these. */
  private static float[] between(DType dtype) {
    FloatBuffer values = FloatBuffer.allocate(5 * (infinity(dtype) + 1));
    for (int pattern = 0; pattern <= infinity(dtype); pattern++) {
      float at = (float) ((finite(dtype, pattern) + finite(dtype, pattern + 1)) / 2);
      values.put(at).put(Math.nextUp(at)).put(Math.nextDown(at)).put(-at).put(-Math.nextUp(at));
    }
    return values.array();
  }

  /** By bisection over the positive patterns, which are ordered as their values. */
  private static int nearest(DType dtype, float value) {
    int sign = Float.floatToRawIntBits(value) < 0 ? 0x8000 : 0;
    BigDecimal magnitude =
        Float.isInfinite(value)
            ? BigDecimal.valueOf(Double.MAX_VALUE)
            : new BigDecimal(Math.abs(value));
    int below = 0;
    int above = infinity(dtype);
    while (above - below > 1) {
      int middle = (below + above) / 2;
      if (new BigDecimal(finite(dtype, middle)).compareTo(magnitude) <= 0) {
        below = middle;
      } else {
        above = middle;
      }
    }
    BigDecimal fromBelow = magnitude.subtract(new BigDecimal(finite(dtype, below)));
    BigDecimal fromAbove = new BigDecimal(finite(dtype, above)).subtract(magnitude);
    int order = fromBelow.compareTo(fromAbove);
    boolean down = order < 0 || (order == 0 && below % 2 == 0);
    return sign | (down ? below : above);
  }

  private static int infinity(DType dtype) {
    return dtype == DType.BF16 ? 0x7f80 : 0x7c00;
  }

  private static double value(DType dtype, int pattern) {
    int magnitude = pattern & 0x7fff;
    double sign = (pattern & 0x8000) == 0 ? 1 : -1;
    if (magnitude > infinity(dtype)) {
      return Double.NaN;
    }
    return sign
        * (magnitude == infinity(dtype) ? Double.POSITIVE_INFINITY : finite(dtype, magnitude));
  }

  /** What a pattern would be if the largest exponent were like the others. */
  private static double finite(DType dtype, int magnitude) {
    int mantissaBits = dtype == DType.BF16 ? 7 : 10;
    int bias = dtype == DType.BF16 ? 127 : 15;
    int exponent = magnitude >> mantissaBits;
    int mantissa = magnitude & ((1 << mantissaBits) - 1);
    return exponent == 0
        ? Math.scalb((double) mantissa, 1 - bias - mantissaBits)
        : Math.scalb((double) mantissa + (1 << mantissaBits), exponent - bias - mantissaBits);
  }
}
