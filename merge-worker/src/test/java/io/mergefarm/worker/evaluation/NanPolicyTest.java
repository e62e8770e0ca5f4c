package io.mergefarm.worker.evaluation;

import static io.mergefarm.worker.evaluation.Expressions.base;
import static io.mergefarm.worker.evaluation.Expressions.merge;
import static io.mergefarm.worker.evaluation.Expressions.model;
import static io.mergefarm.worker.evaluation.Expressions.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.mergefarm.contracts.event.TensorMergeRequested.Work;
import io.mergefarm.contracts.plan.ChunkDigests;
import io.mergefarm.contracts.plan.TensorExpression.Cast;
import io.mergefarm.contracts.plan.TensorExpression.Merge;
import io.mergefarm.contracts.plan.TensorExpression.Stored;
import io.mergefarm.contracts.safetensors.DType;
import io.mergefarm.contracts.safetensors.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Elements that are not a number, where they are to fail the merge. */
class NanPolicyTest {

  private static final Shape SHAPE = Shape.of(3, 2, 2);
  private static final int BROKEN = 9;

  @TempDir private Path folder;
  private Workshop workshop;
  private Stored sound;
  private Stored broken;

  @BeforeEach
  void open() throws IOException {
    workshop = new Workshop(folder);
    float[] values = new float[12];
    sound = workshop.add("sound", DType.BF16, SHAPE, values);
    values[BROKEN] = Float.NaN;
    broken = workshop.add("broken", DType.BF16, SHAPE, values);
  }

  @Test
  void theInputsThatHoldOneAreNamed() throws Exception {
    Merge one = merge("linear", DType.BF16, Map.of(), model(sound, 1), model(broken, 1));
    assertThat(workshop.merge(whole(one))).hasSize(24);
    workshop.refusingNan();
    assertRefused(whole(one), "tensor out: element [2, 0, 1] is not a number in model of 1;");
    Merge both = merge("task_arithmetic", DType.F32, Map.of(), base(broken), model(broken, 1));
    assertRefused(whole(both), "in base and in model of 1;");
  }

  @Test
  void methodsThatSpreadItNameTheElementOfTheInput() throws Exception {
    Merge slerp =
        merge("slerp", DType.BF16, Map.of("t", 0.5), base(sound), model(broken, Map.of()));
    workshop.refusingNan();
    assertRefused(whole(slerp), "element [2, 0, 1] is not a number in model of 1;");
  }

  @Test
  void whatAMethodMakesIsRefused() throws Exception {
    Merge merge = merge("linear", DType.BF16, Map.of(), model(sound, 1), model(sound, -1));
    workshop.refusingNan();
    assertRefused(
        whole(merge),
        "element [0, 0, 0] is not a number in the result of linear, but is in every input");
  }

  @Test
  void copiesAndCastsAreChecked() throws Exception {
    workshop.refusingNan();
    assertRefused(whole(broken), "element [2, 0, 1] is not a number in broken;");
    assertRefused(whole(new Cast(DType.F32, broken)), "element [2, 0, 1]", "in broken;");
    assertThat(workshop.merge(whole(sound), whole(new Cast(DType.F32, sound)))).hasSize(72);
  }

  @Test
  void everyChunkOfACopyIsChecked() throws Exception {
    float[] values = new float[(int) ChunkDigests.CHUNK_ELEMENTS + 5000];
    values[values.length - 1] = Float.NaN;
    Stored large = workshop.add("large", DType.F16, Shape.of(values.length), values);
    workshop.refusingNan();
    assertRefused(whole(large), "element [" + (values.length - 1) + "]", "in large;");
  }

  private void assertRefused(Work work, String... reasons) {
    assertThatExceptionOfType(MergeFailureException.class)
        .isThrownBy(() -> workshop.merge(work))
        .satisfies(e -> assertThat(e.getMessage()).contains(reasons));
  }
}
