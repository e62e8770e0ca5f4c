package io.mergefarm.worker.method;

import static io.mergefarm.worker.method.ArrayMerge.merge;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DareTest {

  private static final int ELEMENTS = 200_003;

  private final TaskArithmetic linear = TaskArithmetic.dareLinear();
  private final TaskArithmetic ties = TaskArithmetic.dareTies();
  private final float[] base = new float[ELEMENTS];
  private final float[] tuned = Tensors.random(ELEMENTS, 1);

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.1, 0.3, 0.5, 0.9, 0.9999})
  void elementsAreKeptWithTheProbabilityOfTheDensity(double density) throws IOException {
    boolean[] kept = kept(dropout(density, 1, tuned).by(linear));
    assertShare(count(kept), ELEMENTS, density);
    int pairs = 0;
    for (int i = 1; i < ELEMENTS; i++) {
      pairs += kept[i] && kept[i - 1] ? 1 : 0;
    }
    assertThat((double) pairs / ELEMENTS).isCloseTo(density * density, within(0.01));
  }

  @Test
  void everyPlaceOfAGroupIsKeptEquallyOften() throws IOException {
    boolean[] kept = kept(dropout(0.3, 1, tuned).by(linear));
    int groups = ELEMENTS / Long.SIZE;
    for (int place = 0; place < Long.SIZE; place++) {
      int count = 0;
      for (int group = 0; group < groups; group++) {
        count += kept[group * Long.SIZE + place] ? 1 : 0;
      }
      assertShare(count, groups, 0.3);
    }
  }

  @Test
  void modelsAndSeedsHaveMasksOfTheirOwn() throws IOException {
    boolean[] first = kept(dropout(0.5, 1, tuned).by(linear));
    boolean[] again = kept(dropout(0.5, 1, tuned).by(linear));
    boolean[] otherSeed = kept(dropout(0.5, 2, tuned).by(linear));
    assertThat(again).isEqualTo(first);
    assertIndependent(first, otherSeed);
    ArrayMerge two = dropout(0.5, 1, new float[ELEMENTS]).model(model(1, 0.5), tuned);
    boolean[] otherModel = kept(two.by(linear));
    assertIndependent(first, otherModel);
  }

  @Test
  void tensorsHaveMasksOfTheirOwn() throws IOException {
    boolean[] first = kept(dropout(0.5, 1, tuned).by(linear));
    boolean[] other = kept(dropout(0.5, 1, tuned).named("other").by(linear));
    assertIndependent(first, other);
  }

  @Test
  void theSumOfMagnitudesStaysByOneFactor() throws IOException {
    for (TaskArithmetic method : new TaskArithmetic[] {linear, ties}) {
      ArrayMerge merge = dropout(0.2, 3, tuned).with("rescale", 1);
      float[] result = merge.by(method);
      double factor = 0;
      for (int i = 0; i < ELEMENTS; i++) {
        if (result[i] != 0) {
          factor = factor == 0 ? result[i] / tuned[i] : factor;
          assertThat((double) result[i]).isCloseTo(tuned[i] * factor, within(1e-5));
        }
      }
      assertThat(factor).isCloseTo(5, within(0.1));
      assertThat(magnitudes(result) / magnitudes(tuned)).isCloseTo(1, within(1e-5));
    }
  }

  @Test
  void blocksDoNotMatter() throws IOException {
    float[] expected = dropout(0.3, 1, tuned).with("rescale", 1).inBlocksOf(2048).by(linear);
    for (int size : new int[] {8, 24, 1000}) {
      ArrayMerge merge = dropout(0.3, 1, tuned).with("rescale", 1).inBlocksOf(size);
      assertThat(merge.by(linear)).isEqualTo(expected);
    }
  }

  @Test
  void aDensityOfNothingIsTheBase() throws IOException {
    assertThat(dropout(0, 1, tuned).with("rescale", 1).by(linear)).isEqualTo(base);
  }

  @Test
  void aDensityOfOneLeavesTheTaskVectorAlone() throws IOException {
    assertThat(dropout(1, 1, tuned).with("rescale", 1).by(ties)).isEqualTo(tuned);
  }

  @Test
  void whatIsNotANumberSpreadsEvenWhereItIsDropped() throws IOException {
    float[] broken = new float[1000];
    Arrays.fill(broken, Float.POSITIVE_INFINITY);
    float[] result = merge().base(new float[1000]).model(model(1, 0.5), broken).by(linear);
    assertThat(result).contains(Float.NaN, Float.POSITIVE_INFINITY).doesNotContain(0);
  }

  private ArrayMerge dropout(double density, long seed, float[] model) {
    ArrayMerge merge = merge().with("normalize", 0).withSeed(seed).inBlocksOf(2048);
    return merge.base(base).model(model(1, density), model);
  }

  private static boolean[] kept(float[] result) {
    boolean[] kept = new boolean[result.length];
    for (int i = 0; i < kept.length; i++) {
      kept[i] = result[i] != 0;
    }
    return kept;
  }

  private static int count(boolean[] kept) {
    int count = 0;
    for (boolean one : kept) {
      count += one ? 1 : 0;
    }
    return count;
  }

  /** Within four standard errors. */
  private static void assertShare(int count, int of, double probability) {
    double error = 4 * Math.sqrt(probability * (1 - probability) / of);
    assertThat((double) count / of).isCloseTo(probability, within(error));
  }

  private static void assertIndependent(boolean[] first, boolean[] second) {
    int both = 0;
    for (int i = 0; i < first.length; i++) {
      both += first[i] && second[i] ? 1 : 0;
    }
    assertShare(both, first.length, 0.25);
  }

  private static double magnitudes(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += Math.abs(value);
    }
    return sum;
  }

  private static Map<String, Double> model(double weight, double density) {
    return Map.of("weight", weight, "density", density);
  }
}
