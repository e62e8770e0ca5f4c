package io.mergefarm.worker.method;

import static io.mergefarm.worker.method.ArrayMerge.merge;
import static io.mergefarm.worker.method.Geometry.dot;
import static io.mergefarm.worker.method.Geometry.doubles;
import static io.mergefarm.worker.method.Geometry.norm;
import static io.mergefarm.worker.method.Geometry.scaled;
import static io.mergefarm.worker.method.Geometry.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mergefarm.worker.compute.ScalarBackend;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KarcherTest {

  private final Karcher karcher = new Karcher();
  private final float[] a = Tensors.random(1030, 1);
  private final float[] b = Tensors.random(1030, 2);
  private final float[] c = Tensors.random(1030, 3);

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 30})
  void iteratesAsTheSpecificationHasIt(int iterations) throws IOException {
    float[] far = new float[a.length];
    for (int i = 0; i < far.length; i++) {
      far[i] = 0.3f * c[i] - a[i] - 0.5f * b[i];
    }
    ArrayMerge merge = mean(iterations).model(Map.of(), a).model(Map.of(), b).model(Map.of(), far);
    double[] expected = reference(iterations, doubles(a), doubles(b), doubles(far));
    Tensors.assertNear(merge.by(karcher), expected, 1e-6);
  }

  @Test
  void endsWhereTheDirectionsBalance() throws IOException {
    double[] mean = doubles(three().by(karcher));
    double[] u = scaled(mean, 1 / norm(mean));
    double[] pull = new double[u.length];
    for (float[] tensor : new float[][] {a, b, c}) {
      double[] direction = scaled(doubles(tensor), 1 / norm(doubles(tensor)));
      double angle = Math.acos(dot(u, direction));
      pull =
          sum(pull, scaled(sum(direction, scaled(u, -dot(u, direction))), angle / Math.sin(angle)));
    }
    assertThat(norm(pull)).isLessThan(1e-4);
    assertThat(norm(mean))
        .isCloseTo((norm(doubles(a)) + norm(doubles(b)) + norm(doubles(c))) / 3, within(1e-4));
  }

  @Test
  void twoModelsMeetHalfway() throws IOException {
    double[] x = doubles(a);
    double[] y = scaled(doubles(b), norm(x) / norm(doubles(b)));
    double length = (norm(x) + norm(doubles(b))) / 2;
    double[] middle = sum(x, y);
    Tensors.assertNear(
        mean(10).model(Map.of(), a).model(Map.of(), b).by(karcher),
        scaled(middle, length / norm(middle)),
        1e-6);
  }

  @Test
  void aTensorWithItselfIsItself() throws IOException {
    a[3] = -0f;
    assertThat(mean(10).model(Map.of(), a).by(karcher)).isEqualTo(a);
    assertThat(mean(10).model(Map.of(), a).model(Map.of(), a).by(karcher)).isEqualTo(a);
  }

  @Test
  void oppositeTensorsGiveTheFirstDirection() throws IOException {
    ArrayMerge opposite = mean(10).model(Map.of(), 1, 2, 2).model(Map.of(), -2, -4, -4);
    Tensors.assertNear(opposite.by(karcher), new double[] {1.5, 3, 3}, 1e-7);
  }

  @Test
  void aZeroTensorHalvesTheLength() throws IOException {
    ArrayMerge halved = mean(10).model(Map.of(), 0, 0).model(Map.of(), 2, 4);
    assertThat(halved.by(karcher)).containsExactly(1, 2);
  }

  @Test
  void nothingButZerosStaysZero() throws IOException {
    assertThat(mean(10).model(Map.of(), 0, 0).model(Map.of(), 0, 0).by(karcher))
        .containsExactly(0, 0);
  }

  @Test
  void theOrderOfModelsDoesNotMatter() throws IOException {
    ArrayMerge turned = mean(10).model(Map.of(), c).model(Map.of(), a).model(Map.of(), b);
    Tensors.assertNear(turned.by(karcher), doubles(three().by(karcher)), 1e-5);
  }

  @Test
  void oneNaNSpreadsEverywhere() throws IOException {
    a[5] = Float.NaN;
    assertThat(three().by(karcher)).containsOnly(Float.NaN);
  }

  @Test
  void neitherBlocksNorTheBackendMatter() throws IOException {
    float[] expected = three().inBlocksOf(2048).by(karcher);
    assertThat(three().inBlocksOf(8).by(karcher)).isEqualTo(expected);
    assertThat(three().with(new ScalarBackend()).by(karcher)).isEqualTo(expected);
  }

  private static double[] reference(int iterations, double[]... tensors) {
    double[] u = new double[tensors[0].length];
    double length = 0;
    for (double[] tensor : tensors) {
      u = sum(u, scaled(tensor, 1 / norm(tensor)));
      length += norm(tensor) / tensors.length;
    }
    u = scaled(u, 1 / norm(u));
    for (int i = 0; i < iterations; i++) {
      double[] tangent = new double[u.length];
      for (double[] tensor : tensors) {
        double[] direction = scaled(tensor, 1 / norm(tensor));
        double cosine = dot(u, direction);
        double angle = Math.acos(cosine);
        double[] log = sum(direction, scaled(u, -cosine));
        tangent = sum(tangent, scaled(log, angle / Math.sin(angle) / tensors.length));
      }
      double step = norm(tangent);
      if (step < 1e-5) {
        break;
      }
      u = sum(scaled(u, Math.cos(step)), scaled(tangent, Math.sin(step) / step));
      u = scaled(u, 1 / norm(u));
    }
    return scaled(u, length);
  }

  private ArrayMerge three() {
    return mean(10).model(Map.of(), a).model(Map.of(), b).model(Map.of(), c);
  }

  private static ArrayMerge mean(int iterations) {
    return merge().with("max_iter", iterations).with("tol", 1e-5);
  }
}
