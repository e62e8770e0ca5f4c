package io.mergefarm.worker.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mergefarm.contracts.method.Arithmetic;
import io.mergefarm.contracts.method.Quirks;
import io.mergefarm.contracts.method.RandomStream;
import io.mergefarm.contracts.safetensors.Shape;
import io.mergefarm.worker.compute.VectorBackend;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DellaTest {

  private static final double DENSITY = 0.5;
  private static final double EPSILON = 0.2;

  private final TaskArithmetic della = TaskArithmetic.dellaLinear();
  private final Arithmetic arithmetic = new VectorBackend().arithmetic();

  @Test
  void theProbabilityGrowsWithTheRank() throws IOException {
    int columns = 1000;
    int rows = 400;
    float[] vector = Tensors.random(rows * columns, 1);
    boolean[] kept = kept(dropout(vector, Shape.of(rows, columns), 8 * columns).by(della));
    int[] byDecile = new int[10];
    for (int row = 0; row < rows; row++) {
      Integer[] order = ascending(vector, row * columns, columns, 1);
      for (int rank = 0; rank < columns; rank++) {
        byDecile[rank * 10 / columns] += kept[order[rank]] ? 1 : 0;
      }
    }
    int each = rows * columns / 10;
    for (int decile = 0; decile < 10; decile++) {
      double probability = DENSITY - EPSILON + 2 * EPSILON * (decile + 0.5) / 10;
      double error = 4 * Math.sqrt(probability * (1 - probability) / each);
      assertThat((double) byDecile[decile] / each).isCloseTo(probability, within(error + 1e-3));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 64, 100, 1000, 5000})
  void everyElementIsDecidedByItsRank(int columns) throws IOException {
    int rows = 24;
    Random random = new Random(columns);
    float[] vector = new float[rows * columns];
    for (int i = 0; i < vector.length; i++) {
      float normal = (float) random.nextGaussian();
      vector[i] =
          switch (i / columns % 6) {
            case 0 -> normal;
            case 1 -> Math.round(normal * 2) / 8f + 1e-20f;
            case 2 -> 1;
            case 3 -> normal * (float) Math.exp(20 * random.nextGaussian());
            case 4 -> i % columns == 0 ? Float.POSITIVE_INFINITY : normal;
            default -> 1 + normal * 1e-6f;
          };
    }
    assertDecidedByRank(vector, Shape.of(rows, columns), 8 * columns, columns, 1);
  }

  @Test
  void ofMoreAxesTheSecondCounts() throws IOException {
    float[] vector = Tensors.random(6 * 50 * 4, 2);
    assertDecidedByRank(vector, Shape.of(6, 50, 4), 400, 50, 4);
    assertDecidedByRank(vector, Shape.of(6, 50, 2, 2), 200, 50, 4);
  }

  @Test
  void withoutQuirksTheLastAxisCounts() throws IOException {
    float[] vector = Tensors.random(6 * 50 * 4, 2);
    ArrayMerge merge = dropout(vector, Shape.of(6, 50, 4), 200).with(Quirks.NONE);
    assertThat(kept(merge.by(della))).isEqualTo(expected(vector, 4, 1));
  }

  @Test
  void aVectorIsOneRow() throws IOException {
    float[] vector = Tensors.random(777, 3);
    assertDecidedByRank(vector, Shape.of(777), 777, 777, 1);
  }

  @Test
  void anElementAloneIsKeptWithTheProbabilityOfTheDensity() throws IOException {
    int rows = 50_000;
    float[] vector = Tensors.filled(rows, 1);
    double error = 4 * Math.sqrt(0.25 / rows);
    boolean[] kept = kept(dropout(vector, Shape.of(rows, 1), 2048).by(della));
    long count = IntStream.range(0, rows).filter(i -> kept[i]).count();
    assertThat((double) count / rows).isCloseTo(DENSITY, within(error));
  }

  @Test
  void theSumOfMagnitudesStaysByOneFactor() throws IOException {
    float[] vector = Tensors.random(100_000, 4);
    float[] result =
        dropout(vector, Shape.of(100, 1000), 8000).with("rescale", 1).by(TaskArithmetic.della());
    double before = 0;
    double after = 0;
    double factor = 0;
    for (int i = 0; i < vector.length; i++) {
      before += Math.abs(vector[i]);
      after += Math.abs(result[i]);
      if (result[i] != 0) {
        factor = factor == 0 ? result[i] / vector[i] : factor;
        assertThat((double) result[i] / vector[i]).isCloseTo(factor, within(1e-5));
      }
    }
    assertThat(after / before).isCloseTo(1, within(1e-5));
    assertThat(factor).isBetween(1.5, 2.0);
  }

  @Test
  void blocksDoNotMatter() throws IOException {
    float[] vector = Tensors.random(60 * 100, 5);
    Shape shape = Shape.of(60, 100);
    float[] expected = dropout(vector, shape, 6000).with("rescale", 1).by(della);
    assertThat(dropout(vector, shape, 200).with("rescale", 1).by(della)).isEqualTo(expected);
    assertThat(dropout(vector, shape, 1000).with("rescale", 1).by(della)).isEqualTo(expected);
  }

  @Test
  void nothingAndEverything() throws IOException {
    float[] vector = Tensors.random(1000, 6);
    assertThat(merge(vector, 0).by(della)).containsOnly(0);
    assertThat(merge(vector, 1).by(della)).isEqualTo(vector);
    assertThat(merge(vector, 1.5).by(della)).isEqualTo(vector);
  }

  private static ArrayMerge merge(float[] vector, double density) {
    ArrayMerge merge = ArrayMerge.merge().with("normalize", 0).inBlocksOf(vector.length);
    return merge.base(new float[vector.length]).model(model(density), vector);
  }

  private static ArrayMerge dropout(float[] vector, Shape shape, int blockSize) {
    return merge(vector, DENSITY).shaped(shape).inBlocksOf(blockSize);
  }

  private void assertDecidedByRank(
      float[] vector, Shape shape, int blockSize, int length, int stride) throws IOException {
    boolean[] kept = kept(dropout(vector, shape, blockSize).by(della));
    assertThat(kept).isEqualTo(expected(vector, length, stride));
  }

  /** Ranks by sorting, and all 32 bits of every draw. */
  private boolean[] expected(float[] vector, int length, int stride) {
    RandomStream stream = RandomStream.of(0, "model 1", "weight");
    short[] draws = new short[vector.length + Long.SIZE];
    arithmetic.draws().draw(stream, 0, draws, vector.length);
    RankProbability probability = new RankProbability(DENSITY, EPSILON, length);
    boolean[] expected = new boolean[vector.length];
    int span = length * stride;
    for (int first = 0; first < vector.length; first++) {
      if (first % span < stride) {
        Integer[] order = ascending(vector, first, length, stride);
        for (int rank = 0; rank < length; rank++) {
          int element = order[rank];
          long draw =
              ((long) Short.toUnsignedInt(draws[element]) << Short.SIZE)
                  | arithmetic.draws().drawBehind(stream, element);
          expected[element] = draw < probability.limit(rank);
        }
      }
    }
    return expected;
  }

  private static Integer[] ascending(float[] vector, int first, int length, int stride) {
    Integer[] order =
        IntStream.range(0, length).mapToObj(i -> first + i * stride).toArray(Integer[]::new);
    Arrays.sort(order, Comparator.comparingDouble(i -> Math.abs(vector[i])));
    return order;
  }

  private static boolean[] kept(float[] result) {
    boolean[] kept = new boolean[result.length];
    for (int i = 0; i < kept.length; i++) {
      kept[i] = result[i] != 0 && !Float.isNaN(result[i]);
    }
    return kept;
  }

  private static Map<String, Double> model(double density) {
    return Map.of("weight", 1.0, "density", density, "epsilon", EPSILON);
  }
}
