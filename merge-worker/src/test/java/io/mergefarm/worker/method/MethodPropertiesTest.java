package io.mergefarm.worker.method;

import static org.assertj.core.api.Assertions.assertThat;

import io.mergefarm.contracts.method.BaseModelRule;
import io.mergefarm.contracts.method.MergeMethod;
import io.mergefarm.contracts.method.ParameterDescriptor;
import io.mergefarm.contracts.method.ParameterDescriptor.Scope;
import io.mergefarm.worker.compute.ScalarBackend;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds of merge methods whatever they compute: each property for all that have it. */
class MethodPropertiesTest {

  private static final int ROWS = 24;
  private static final int COLUMNS = 40;
  private static final int ELEMENT = 123;

  /**
   * Relative to the largest element: methods with angles and decompositions end near, not equal.
   */
  private static final double NEAR = 2e-5;

  /** Values where a method has no default. */
  private static final Map<String, Double> VALUES =
      Map.of("weight", 0.6, "density", 0.5, "t", 0.3, "select_topk", 0.5);

  /**
   * One model takes the place of the base, or comes out of an average alone, without a rounding.
   */
  private static final Set<String> GIVE_A_MODEL_BACK =
      Set.of(
          "linear",
          "slerp",
          "nuslerp",
          "task_arithmetic",
          "ties",
          "dare_linear",
          "dare_ties",
          "della",
          "della_linear",
          "breadcrumbs",
          "breadcrumbs_ties",
          "magmax",
          "multislerp",
          "karcher",
          "passthrough");

  /** They compare elements with a number, or take exponentials. */
  private static final Set<String> KNOW_A_SCALE =
      Set.of("nearswap", "ram", "ramplus_tl", "arcee_fusion");

  /** The first of two tensors, or the base, is not the other; masks belong to models. */
  private static final Set<String> KNOW_AN_ORDER =
      Set.of(
          "slerp",
          "nearswap",
          "arcee_fusion",
          "passthrough",
          "dare_linear",
          "dare_ties",
          "della",
          "della_linear");

  private final float[] base = Tensors.random(ROWS * COLUMNS, 1);
  private final float[] a = tuned(2);
  private final float[] b = tuned(3);

  private float[] tuned(long seed) {
    float[] change = Tensors.random(base.length, seed);
    float[] tensor = base.clone();
    for (int i = 0; i < tensor.length; i++) {
      tensor[i] += change[i] / 8;
    }
    return tensor;
  }

  static Stream<MergeMethod> methods() {
    return methods(name -> true);
  }

  private static Stream<MergeMethod> methods(Predicate<String> names) {
    return MethodRegistry.builtIn().stream()
        .filter(method -> names.test(method.descriptor().name()));
  }

  static Stream<MergeMethod> givingAModelBack() {
    return methods(GIVE_A_MODEL_BACK::contains);
  }

  static Stream<MergeMethod> homogeneous() {
    return methods(name -> !KNOW_A_SCALE.contains(name));
  }

  static Stream<MergeMethod> symmetric() {
    return methods(name -> !KNOW_AN_ORDER.contains(name));
  }

  @ParameterizedTest
  @MethodSource("methods")
  void modelsThatAreTheBaseGiveTheBase(MergeMethod method) throws IOException {
    base[7] = -0f;
    base[8] = Float.MIN_VALUE;
    assertThat(merge(method, base, base, base).by(method)).isEqualTo(base);
  }

  @ParameterizedTest
  @MethodSource("givingAModelBack")
  void aModelAloneIsItself(MergeMethod method) throws IOException {
    a[7] = -0f;
    ArrayMerge merge = ArrayMerge.merge().shaped(ROWS, COLUMNS);
    parameters(method, Scope.GLOBAL).forEach(merge::with);
    merge.with("normalize", method.descriptor().name().equals("linear") ? 1 : 0);
    if (method.descriptor().baseModel() == BaseModelRule.REQUIRED) {
      merge.base(base);
    }
    Map<String, Double> ofModel = parameters(method, Scope.MODEL);
    ofModel.replace("weight", 1.0);
    ofModel.replace("density", 1.0);
    assertThat(merge.model(ofModel, a).by(method)).isEqualTo(a);
  }

  @ParameterizedTest
  @MethodSource("homogeneous")
  void scaledModelsGiveTheScaledResult(MergeMethod method) throws IOException {
    float[] result = merge(method, base, a, b).by(method);
    float[] ofScaled = merge(method, scaled(base), scaled(a), scaled(b)).by(method);
    assertNear(ofScaled, scaled(result));
  }

  @ParameterizedTest
  @MethodSource("symmetric")
  void theOrderOfModelsDoesNotMatter(MergeMethod method) throws IOException {
    assertNear(merge(method, base, b, a).by(method), merge(method, base, a, b).by(method));
  }

  @ParameterizedTest
  @MethodSource("methods")
  void whatIsNotANumberSpreads(MergeMethod method) throws IOException {
    a[ELEMENT] = Float.NaN;
    assertThat(merge(method, base, a, b).by(method)[ELEMENT]).isNaN();
  }

  @ParameterizedTest
  @MethodSource("methods")
  void infinityIsNotLost(MergeMethod method) throws IOException {
    a[ELEMENT] = Float.NEGATIVE_INFINITY;
    float element = merge(method, base, a, b).by(method)[ELEMENT];
    assertThat(Float.isFinite(element)).as("%s is finite", element).isFalse();
  }

  @ParameterizedTest
  @MethodSource("methods")
  void vectorsAndBlocksDoNotMatter(MergeMethod method) throws IOException {
    float[] result = merge(method, base, a, b).inBlocksOf(64).by(method);
    assertThat(merge(method, base, a, b).inBlocksOf(8).by(method)).isEqualTo(result);
    assertThat(merge(method, base, a, b).inBlocksOf(960).by(method)).isEqualTo(result);
    assertThat(merge(method, base, a, b).with(new ScalarBackend()).by(method)).isEqualTo(result);
  }

  @ParameterizedTest
  @MethodSource("methods")
  void theSameMergeGivesTheSameBits(MergeMethod method) throws IOException {
    assertThat(merge(method, base, a, b).by(method))
        .isEqualTo(merge(method, base, a, b).by(method));
  }

  /** Of as many models as the method takes, up to two. */
  private static ArrayMerge merge(MergeMethod method, float[] base, float[]... models) {
    ArrayMerge merge = ArrayMerge.merge().shaped(ROWS, COLUMNS);
    parameters(method, Scope.GLOBAL).forEach(merge::with);
    boolean relative = method.descriptor().baseModel() == BaseModelRule.REQUIRED;
    if (relative) {
      merge.base(base);
    }
    int most = models.length;
    while (!method.descriptor().arity().allows(most, relative)) {
      most--;
    }
    List.of(models).subList(0, most).forEach(m -> merge.model(parameters(method, Scope.MODEL), m));
    return merge;
  }

  private static Map<String, Double> parameters(MergeMethod method, Scope scope) {
    Map<String, Double> values = new HashMap<>();
    for (ParameterDescriptor parameter : method.descriptor().parameters(scope)) {
      Double value = VALUES.get(parameter.name());
      if (value == null) {
        parameter.defaultValue().ifPresent(given -> values.put(parameter.name(), given));
      } else {
        values.put(parameter.name(), value);
      }
    }
    return values;
  }

  private static float[] scaled(float[] tensor) {
    float[] scaled = tensor.clone();
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] *= 4;
    }
    return scaled;
  }

  private static void assertNear(float[] actual, float[] expected) {
    double[] doubles = IntStream.range(0, expected.length).mapToDouble(i -> expected[i]).toArray();
    assertThat(Arrays.equals(actual, new float[actual.length])).isFalse();
    Tensors.assertNear(actual, doubles, NEAR);
  }
}
