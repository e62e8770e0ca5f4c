package io.mergefarm.worker.method;

import static io.mergefarm.worker.method.ArrayMerge.merge;
import static io.mergefarm.worker.method.Geometry.difference;
import static io.mergefarm.worker.method.Geometry.doubles;
import static io.mergefarm.worker.method.Geometry.norm;
import static io.mergefarm.worker.method.Geometry.scaled;
import static io.mergefarm.worker.method.Geometry.sum;
import static org.assertj.core.api.Assertions.assertThat;

import io.mergefarm.worker.compute.ScalarBackend;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MultiSlerpTest {

  private final MultiSlerp multislerp = new MultiSlerp();
  private final float[] base = Tensors.random(1030, 1);
  private final float[] a = Tensors.random(1030, 2);
  private final float[] b = Tensors.random(1030, 3);
  private final float[] c = Tensors.random(1030, 4);

  @Test
  void isTheExampleOfTheSpecification() throws IOException {
    float[] result = multi().model(weight(0.75), 1, 0).model(weight(0.25), 0, 2).by(multislerp);
    Tensors.assertNear(result, new double[] {1.185854, 0.395285}, 1e-6);
  }

  @Test
  void isTheMeanDirectionAtTheMeanLength() throws IOException {
    double[] expected = mean(doubles(a), 0.5, doubles(b), 0.3, doubles(c), 0.2);
    Tensors.assertNear(three().by(multislerp), expected, 1e-6);
    ArrayMerge unnormalized =
        multi()
            .with("normalize_weights", 0)
            .model(weight(1), a)
            .model(weight(0.6), b)
            .model(weight(0.4), c);
    Tensors.assertNear(unnormalized.by(multislerp), scaled(expected, 2), 1e-6);
  }

  @Test
  void mergesTaskVectorsWhereThereIsABase() throws IOException {
    double[] expected =
        mean(difference(a, base), 0.5, difference(b, base), 0.3, difference(c, base), 0.2);
    Tensors.assertNear(three().base(base).by(multislerp), sum(doubles(base), expected), 1e-6);
  }

  @Test
  void oneModelComesBackWhateverItsWeight() throws IOException {
    assertThat(multi().model(weight(0.3), a).by(multislerp)).isEqualTo(a);
    assertThat(multi().base(base).model(weight(0.3), a).by(multislerp)).isEqualTo(a);
    assertThat(multi().model(weight(0.3), a).base(base).by(multislerp)).isEqualTo(a);
  }

  @Test
  void aTensorWithItselfIsItself() throws IOException {
    a[3] = -0f;
    ArrayMerge same = multi().model(weight(0.7), a).model(weight(0.2), a).model(weight(0.4), a);
    assertThat(same.by(multislerp)).isEqualTo(a);
  }

  @Test
  void tensorsThatNoModelChangedStay() throws IOException {
    base[3] = -0f;
    ArrayMerge frozen = multi().base(base).model(weight(0.7), base).model(weight(0.2), base);
    assertThat(frozen.model(weight(0.4), base).by(multislerp)).isEqualTo(base);
  }

  @Test
  void directionsThatCancelLeaveTheWeightedSum() throws IOException {
    ArrayMerge opposite = multi().model(weight(0.5), 1, 2, 2).model(weight(0.5), -2, -4, -4);
    assertThat(opposite.by(multislerp)).containsExactly(-0.5f, -1, -1);
    ArrayMerge star =
        multi().model(weight(1), 3, 0).model(weight(1), -3, 0).with("normalize_weights", 0);
    assertThat(star.model(weight(0), 0, 1).by(multislerp)).containsExactly(0, 0);
  }

  @Test
  void nearlyOppositeDirectionsKeepTheirDigits() throws IOException {
    float[] x = {1, 0, 0};
    float[] y = {-1, 0x1p-20f, 0};
    float[] result = multi().model(weight(1), x).model(weight(1), y).by(multislerp);
    assertThat((double) result[1]).isGreaterThan(1 - 1e-6).isLessThan(1 + 1e-6);
    assertThat((double) Math.abs(result[0])).isLessThan(1e-3);
  }

  @Test
  void theOrderOfModelsDoesNotMatter() throws IOException {
    ArrayMerge turned = multi().model(weight(0.2), c).model(weight(0.5), a).model(weight(0.3), b);
    Tensors.assertNear(turned.by(multislerp), doubles(three().by(multislerp)), 1e-6);
  }

  @Test
  void scalesWithItsModels() throws IOException {
    ArrayMerge doubled = multi();
    float[][] models = {a, b, c};
    double[] weights = {0.5, 0.3, 0.2};
    for (int i = 0; i < models.length; i++) {
      float[] twice = new float[a.length];
      for (int j = 0; j < twice.length; j++) {
        twice[j] = 2 * models[i][j];
      }
      doubled.model(weight(weights[i]), twice);
    }
    Tensors.assertNear(doubled.by(multislerp), scaled(doubles(three().by(multislerp)), 2), 1e-6);
  }

  @Test
  void oneNaNSpreadsEverywhere() throws IOException {
    a[5] = Float.NaN;
    assertThat(three().by(multislerp)).containsOnly(Float.NaN);
  }

  @Test
  void neitherBlocksNorTheBackendMatter() throws IOException {
    float[] expected = three().base(base).inBlocksOf(2048).by(multislerp);
    assertThat(three().base(base).inBlocksOf(8).by(multislerp)).isEqualTo(expected);
    assertThat(three().base(base).with(new ScalarBackend()).by(multislerp)).isEqualTo(expected);
  }

  private static double[] mean(double[] x, double w, double[] y, double v, double[] z, double u) {
    double[] direction =
        sum(sum(scaled(x, w / norm(x)), scaled(y, v / norm(y))), scaled(z, u / norm(z)));
    return scaled(direction, (w * norm(x) + v * norm(y) + u * norm(z)) / norm(direction));
  }

  private ArrayMerge three() {
    return multi().model(weight(0.5), a).model(weight(0.3), b).model(weight(0.2), c);
  }

  private static ArrayMerge multi() {
    return merge().with("normalize_weights", 1).with("eps", 1e-8);
  }

  private static Map<String, Double> weight(double weight) {
    return Map.of("weight", weight);
  }
}
