package io.mergefarm.worker.evaluation;

import static io.mergefarm.worker.evaluation.Expressions.base;
import static io.mergefarm.worker.evaluation.Expressions.merge;
import static io.mergefarm.worker.evaluation.Expressions.model;
import static io.mergefarm.worker.evaluation.Expressions.whole;
import static org.assertj.core.api.Assertions.assertThat;

import io.mergefarm.contracts.plan.ChunkDigests;
import io.mergefarm.contracts.plan.TensorExpression;
import io.mergefarm.contracts.plan.TensorExpression.Cast;
import io.mergefarm.contracts.plan.TensorExpression.Stored;
import io.mergefarm.contracts.safetensors.DType;
import io.mergefarm.contracts.safetensors.Shape;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stored tensors give the same bytes as casts of them, which are always computed by blocks. */
class StoredWaysTest {

  /** More than a chunk, and no whole number of vectors. */
  private static final Shape SHAPE = Shape.of(3, (int) ChunkDigests.CHUNK_ELEMENTS / 2 + 7);

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "linear",
        "passthrough",
        "slerp",
        "task_arithmetic",
        "ties",
        "dare_linear",
        "dare_ties",
        "breadcrumbs",
        "breadcrumbs_ties",
        "sce",
        "ram",
        "ramplus_tl"
      })
  void theShorterWayGivesTheBytesOfTheLongOne(String method) throws Exception {
    Workshop workshop = new Workshop(folder);
    Stored base = tuned(workshop, "base", 1);
    Stored a = tuned(workshop, "a", 2);
    Stored b = tuned(workshop, "b", 3);

    byte[] shorter = workshop.merge(whole(merged(method, base, a, b)));
    byte[] longer = workshop.merge(whole(merged(method, cast(base), cast(a), cast(b))));

    assertThat(shorter).isEqualTo(longer);
  }

  private static TensorExpression merged(
      String method, TensorExpression base, TensorExpression a, TensorExpression b) {
    return switch (method) {
      case "linear" ->
          merge(method, DType.BF16, Map.of("normalize", 1.0), model(a, 0.7), model(b, 0.45));
      case "passthrough" -> merge(method, DType.BF16, Map.of(), model(a, Map.of("scale", 0.9)));
      case "slerp" -> merge(method, DType.BF16, Map.of("t", 0.3), base(base), model(a, Map.of()));
      case "ties", "dare_linear", "dare_ties", "breadcrumbs", "breadcrumbs_ties" ->
          merge(
              method,
              DType.BF16,
              Map.of("normalize", 1.0, "rescale", method.startsWith("dare") ? 1.0 : 0.0),
              base(base),
              model(a, Map.of("weight", 0.7, "density", 0.3, "gamma", 0.01)),
              model(b, Map.of("weight", 0.5, "density", 0.2, "gamma", 0.02)));
      case "sce", "ram", "ramplus_tl" ->
          merge(
              method,
              DType.BF16,
              Map.of("select_topk", 0.4, "epsilon", 1e-5, "r", 0.1, "alpha", 0.2),
              base(base),
              model(a, Map.of()),
              model(b, Map.of()));
      default -> merge(method, DType.BF16, Map.of(), base(base), model(a, 0.7), model(b, 0.45));
    };
  }

  private static TensorExpression cast(Stored tensor) {
    return new Cast(DType.F32, tensor);
  }

  /** Zeros of both signs are among the values, and many are the same in all models. */
  private static Stored tuned(Workshop workshop, String model, int seed) throws Exception {
    SplittableRandom common = new SplittableRandom(0);
    SplittableRandom own = new SplittableRandom(seed);
    float[] values = new float[(int) SHAPE.elements()];
    for (int i = 0; i < values.length; i++) {
      float value = (float) common.nextGaussian();
      int kind = own.nextInt(8);
      values[i] = kind == 0 ? 0f : kind == 1 ? -0f : kind < 4 ? value * 1.01f : value;
    }
    return workshop.add(model, DType.BF16, SHAPE, values);
  }
}
