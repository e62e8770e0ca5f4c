package io.mergefarm.planner.planning;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class LargePlanTest {

  private static final int LAYERS = 60;
  private static final int EXPERTS = 1000;

  /** Takes a second or two; anything that scans all tensors for each one takes minutes. */
  @Test
  @Timeout(60)
  void plansSixtyThousandTensorsOfThreeModels() {
    Planning planning = Planning.of(large("base"), large("a"), large("b"));
    PlanSummary summary =
        planning
            .planned(
                """
                merge_method: ties
                base_model: base
                models: [{model: a}, {model: b}]
                parameters:
                  weight: [{filter: experts.7, value: [0.2, 0.6]}, {value: 0.5}]
                  density: 0.5
                """)
            .summary();

    assertThat(summary.tensors()).isEqualTo(LAYERS * EXPERTS);
  }

  private static TestCheckpoint large(String model) {
    TestCheckpoint checkpoint = new TestCheckpoint(model);
    for (int layer = 0; layer < LAYERS; layer++) {
      for (int expert = 0; expert < EXPERTS; expert++) {
        checkpoint.with("layers." + layer + ".experts." + expert + ".weight", 1024, 512);
      }
    }
    return checkpoint;
  }
}
