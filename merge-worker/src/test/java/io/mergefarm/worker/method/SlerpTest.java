package io.mergefarm.worker.method;

import static io.mergefarm.worker.method.ArrayMerge.merge;
import static org.assertj.core.api.Assertions.assertThat;

import io.mergefarm.contracts.method.Quirks;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlerpTest {

  private final Slerp slerp = new Slerp();
  private final float[] a = Tensors.random(1030, 1);
  private final float[] b = Tensors.random(1030, 2);

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.3, 0.5, 1, -0.25, 1.5})
  void goesAlongTheGreatCircle(double t) throws IOException {
    double angle = Math.acos(dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b)));
    double[] expected = new double[a.length];
    for (int i = 0; i < expected.length; i++) {
      expected[i] =
          Math.sin((1 - t) * angle) / Math.sin(angle) * a[i]
              + Math.sin(t * angle) / Math.sin(angle) * b[i];
    }
    Tensors.assertNear(slerp(t, a, b), expected, 1e-6);
  }

  @Test
  void theBaseIsTheStartWhereverItStands() throws IOException {
    float[] second = merge().with("t", 0.3).model(Map.of(), b).base(a).by(slerp);
    Tensors.assertNear(second, doubles(slerp(0.3, a, b)), 1e-7);
  }

  @Test
  void thereAndBackMeet() throws IOException {
    Tensors.assertNear(slerp(0.3, a, b), doubles(slerp(0.7, b, a)), 1e-6);
  }

  @Test
  void aTensorWithItselfIsItself() throws IOException {
    assertThat(slerp(0.3, a, a)).isEqualTo(a);
  }

  @Test
  void colinearTensorsAreInterpolatedLinearly() throws IOException {
    assertThat(slerp(0.25, new float[] {1, 2}, new float[] {3, 6})).containsExactly(1.5f, 3);
    assertThat(slerp(0.25, new float[] {1, 2}, new float[] {-3, -6})).containsExactly(0, 0);
  }

  @Test
  void aZeroTensorIsARightAngleAwayInMergekit() throws IOException {
    float[] zero = new float[a.length];
    double[] expected = new double[a.length];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = Math.sin(0.25 * Math.PI / 2) * a[i];
    }
    Tensors.assertNear(slerp(0.25, zero, a), expected, 1e-6);
  }

  @Test
  void aZeroTensorIsInterpolatedLinearlyWithoutQuirks() throws IOException {
    ArrayMerge repaired = merge().with("t", 0.25).with(Quirks.NONE);
    assertThat(repaired.base(0, 0).model(Map.of(), 4, 8).by(slerp)).containsExactly(1, 2);
  }

  @Test
  void weightsStandInForT() throws IOException {
    ArrayMerge weighted = merge().model(Map.of("weight", 0.6), a).model(Map.of("weight", 0.2), b);
    assertThat(weighted.by(slerp)).isEqualTo(slerp(0.25, a, b));
  }

  @Test
  void weightsGoFromTheBaseWhereThereIsOne() throws IOException {
    ArrayMerge weighted = merge().model(Map.of("weight", 0.2), b).base(Map.of("weight", 0.6), a);
    Tensors.assertNear(weighted.by(slerp), doubles(slerp(0.25, a, b)), 1e-7);
  }

  @Test
  void onlyTheBaseIsItself() throws IOException {
    assertThat(merge().with("t", 0.25).base(a).by(slerp)).isEqualTo(a);
  }

  @Test
  void oneNaNSpreadsEverywhere() throws IOException {
    float[] broken = a.clone();
    broken[5] = Float.NaN;
    assertThat(slerp(0.5, broken, b)).containsOnly(Float.NaN);
  }

  @Test
  void blocksDoNotMatter() throws IOException {
    ArrayMerge small = merge().with("t", 0.3).base(a).model(Map.of(), b).inBlocksOf(8);
    assertThat(small.by(slerp)).isEqualTo(slerp(0.3, a, b));
  }

  private float[] slerp(double t, float[] from, float[] to) throws IOException {
    return merge().with("t", t).base(from).model(Map.of(), to).by(slerp);
  }

  private static double dot(float[] x, float[] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += (double) x[i] * y[i];
    }
    return sum;
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < doubles.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }
}
