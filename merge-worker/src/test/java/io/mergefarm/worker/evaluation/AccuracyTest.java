package io.mergefarm.worker.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.mergefarm.contracts.method.Parameters;
import io.mergefarm.contracts.method.Quirks;
import io.mergefarm.contracts.plan.TensorExpression.Merge;
import io.mergefarm.contracts.plan.TensorExpression.Operand;
import io.mergefarm.contracts.plan.TensorExpression.Stored;
import io.mergefarm.contracts.safetensors.DType;
import io.mergefarm.contracts.safetensors.Shape;
import io.mergefarm.worker.compute.VectorBackend;
import io.mergefarm.worker.method.MethodRegistry;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Elementwise methods in bfloat16 beside float64: every element is the correctly rounded one or its
 * neighbour, and all but one in a thousand are correctly rounded.
 */
class AccuracyTest {

  private static final int ELEMENTS = 300_000;
  private static final Shape SHAPE = Shape.of(ELEMENTS);
  private static final double LEAST_CORRECT = 0.999;

  /** Methods with their formulas, of a base and two models. */
  enum Case {
    LINEAR("linear") {
      @Override
      Map<String, Double> parameters() {
        return Map.of("normalize", 1.0);
      }

      @Override
      double expected(double base, double a, double b) {
        return (WEIGHT_A * a + WEIGHT_B * b) / ((double) WEIGHT_A + WEIGHT_B);
      }

      @Override
      boolean relative() {
        return false;
      }
    },
    TASK_ARITHMETIC("task_arithmetic") {
      @Override
      Map<String, Double> parameters() {
        return Map.of("normalize", 0.0, "lambda", 1.0, "rescale", 0.0);
      }

      @Override
      double expected(double base, double a, double b) {
        return base + WEIGHT_A * (a - base) + WEIGHT_B * (b - base);
      }
    },
    RAM("ram") {
      @Override
      Map<String, Double> parameters() {
        return Map.of("epsilon", 1e-5);
      }

      @Override
      double expected(double base, double a, double b) {
        double epsilon = (float) 1e-5;
        double ofA = Math.abs(a - base) > epsilon ? a - base : 0;
        double ofB = Math.abs(b - base) > epsilon ? b - base : 0;
        return base + (ofA + ofB) / (ofA != 0 && ofB != 0 ? 2 : 1);
      }
    };

    /** No short decimals: with these, results crowd at the middle between two bfloat16. */
    static final float WEIGHT_A = 0.6180339f;

    static final float WEIGHT_B = 0.4142135f;

    private final String method;

    Case(String method) {
      this.method = method;
    }

    abstract Map<String, Double> parameters();

    abstract double expected(double base, double a, double b);

    boolean relative() {
      return true;
    }

    Merge merge() {
      Operand a = operand(1, false, Map.of("weight", (double) WEIGHT_A, "density", 1.0));
      Operand b = operand(2, false, Map.of("weight", (double) WEIGHT_B, "density", 1.0));
      List<Operand> operands =
          relative() ? List.of(operand(0, true, Map.of()), a, b) : List.of(a, b);
      return new Merge(
          method, "out", DType.BF16, Parameters.of(parameters()), Quirks.MERGEKIT, operands);
    }

    private static Operand operand(int file, boolean base, Map<String, Double> parameters) {
      Stored stored = new Stored(file, "tensor", 0, DType.BF16, SHAPE);
      return new Operand("model-" + file, stored, base, Parameters.of(parameters));
    }
  }

  @ParameterizedTest
  @EnumSource
  void isThatOfBfloat16(Case method) throws IOException, MergeFailureException {
    List<MemorySegment> files = IntStream.range(0, 3).mapToObj(AccuracyTest::tensor).toList();
    MemorySegment output = Arena.ofAuto().allocate(ELEMENTS * Short.BYTES);
    new InMemoryMerge(MethodRegistry.discover(getClass().getClassLoader()), new VectorBackend())
        .merge(method.merge(), files, output);
    int correct = 0;
    for (int i = 0; i < ELEMENTS; i++) {
      double exact =
          method.expected(value(files.get(0), i), value(files.get(1), i), value(files.get(2), i));
      int distance = Math.abs(ordered(rounded(exact)) - ordered(bits(output, i)));
      assertThat(distance).as("element %d of %s, exactly %s", i, method, exact).isLessThan(2);
      correct += distance == 0 ? 1 : 0;
    }
    assertThat((double) correct / ELEMENTS).isGreaterThanOrEqualTo(LEAST_CORRECT);
  }

  /** The base in file 0, and what is tuned from it. */
  private static MemorySegment tensor(int file) {
    SplittableRandom weights = new SplittableRandom(1);
    SplittableRandom changes = new SplittableRandom(10 + file);
    MemorySegment tensor = Arena.ofAuto().allocate(ELEMENTS * Short.BYTES);
    for (int i = 0; i < ELEMENTS; i++) {
      double weight = 0.02 * weights.nextGaussian();
      double change = file == 0 ? 0 : 0.004 * changes.nextGaussian();
      tensor.setAtIndex(ValueLayout.JAVA_SHORT, i, (short) rounded(weight + change));
    }
    return tensor;
  }

  /** The nearest bfloat16 of a float64 of ordinary size, ties to even: 45 bits fewer. */
  private static int rounded(double value) {
    long bits = Double.doubleToRawLongBits(value);
    long half = (1L << 44) - 1 + ((bits >>> 45) & 1);
    double nearest = Double.longBitsToDouble((bits + half) & -(1L << 45));
    return Float.floatToRawIntBits((float) nearest) >>> Short.SIZE;
  }

  private static int bits(MemorySegment tensor, int i) {
    return Short.toUnsignedInt(tensor.getAtIndex(ValueLayout.JAVA_SHORT, i));
  }

  private static double value(MemorySegment tensor, int i) {
    return Float.intBitsToFloat(bits(tensor, i) << Short.SIZE);
  }

  /** Numbers of bfloat16 in their order, so that neighbours differ by one. */
  private static int ordered(int bits) {
    int magnitude = bits & 0x7fff;
    return (bits & 0x8000) == 0 ? magnitude : -magnitude;
  }
}
