package io.mergefarm.standalone.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.mergefarm.contracts.safetensors.DType;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A recipe of three stages against its stages one by one, through float32 checkpoints. */
@QuarkusTest
@QuarkusTestResource(EmbeddedKafka.class)
class StagesTest {

  private static final String SOUP =
      """
      merge_method: linear
      models: [{model: a}, {model: b}]
      parameters: {weight: [0.3, 0.8]}
      """;
  private static final String TASK =
      """
      merge_method: ties
      base_model: base
      models: [{model: soup}, {model: a}]
      parameters: {weight: 0.6, density: 0.5}
      """;
  private static final String OUTPUT =
      """
      merge_method: slerp
      base_model: base
      models: [{model: task}]
      parameters: {t: 0.4}
      out_dtype: float32
      """;

  @Inject TestPipeline pipeline;
  @TempDir Path folder;

  @BeforeEach
  void writeModels() throws IOException {
    CheckpointBuilder llama = CheckpointBuilder.llama(3, 48, 33, DType.BF16);
    llama.write(folder.resolve("base"), 1);
    llama.write(folder.resolve("a"), 2);
    llama.write(folder.resolve("b"), 3);
  }

  @Test
  void fusedStagesGiveTheSameBytesAndWriteThemOnce() throws IOException, InterruptedException {
    String fused = String.join("---\n", "name: soup\n" + SOUP, "name: task\n" + TASK, OUTPUT);
    Path once = weights(fused, "fused");
    try (var folders = Files.list(folder)) {
      assertThat(folders.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("base", "a", "b", "fused");
    }

    Path soup = weights(SOUP + "out_dtype: float32\n", "soup");
    Path task = weights(TASK + "out_dtype: float32\n", "task");
    Path last = weights(OUTPUT, "output");

    assertThat(Files.mismatch(once, last)).isEqualTo(-1);
    assertThat(Files.size(soup) + Files.size(task) + Files.size(last))
        .isEqualTo(3 * Files.size(once));
  }

  /** Masks depend on the names that tensors have in their own stage. */
  @ParameterizedTest
  @ValueSource(strings = {"dare_ties", "dare_linear", "della"})
  void randomMethodsGiveTheSameBytesWhereLayersAreRenamed(String method)
      throws IOException, InterruptedException {
    String drops =
        """
        merge_method: %s
        base_model: base
        slices:
          - sources: [{model: a, layer_range: [1, 3]}, {model: b, layer_range: [0, 2]}]
        parameters: {weight: 0.6, density: 0.5}
        """
            .formatted(method);
    String stacks =
        """
        merge_method: passthrough
        slices:
          - sources: [{model: drops, layer_range: [1, 2]}]
          - sources: [{model: drops, layer_range: [0, 2]}]
        out_dtype: float32
        """;
    Path once = weights("name: drops\n" + drops + "---\n" + stacks, "once");
    weights(drops + "out_dtype: float32\n", "drops");
    assertThat(Files.mismatch(once, weights(stacks, "stacked"))).isEqualTo(-1);
  }

  private Path weights(String recipe, String out) throws InterruptedException {
    return pipeline
        .merge(Submissions.of(folder).merge(recipe, folder.resolve(out)))
        .folder()
        .resolve(CheckpointBuilder.WEIGHTS);
  }
}
