package io.mergefarm.worker.method;

import static io.mergefarm.worker.method.ArrayMerge.merge;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PassthroughTest {

  private final Passthrough passthrough = new Passthrough();

  @Test
  void copiesWithoutAScale() throws IOException {
    float[] tensor = {1, -0f, Float.MIN_VALUE, Float.NaN, Float.NEGATIVE_INFINITY};
    assertThat(merge().model(Map.of(), tensor).by(passthrough)).isEqualTo(tensor);
  }

  @Test
  void multipliesByTheScale() throws IOException {
    assertThat(merge().model(Map.of("scale", 0.5), 1, -3, 0).by(passthrough))
        .containsExactly(0.5f, -1.5f, 0);
  }

  @Test
  void aScaleOfZeroSilences() throws IOException {
    assertThat(merge().model(Map.of("scale", 0.0), 1, 3).by(passthrough)).containsExactly(0, 0);
  }
}
