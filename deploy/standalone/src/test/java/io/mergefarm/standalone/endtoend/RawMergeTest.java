package io.mergefarm.standalone.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mergefarm.contracts.safetensors.DType;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Single files of tensors, without a config, in and out. */
@QuarkusTest
@QuarkusTestResource(EmbeddedKafka.class)
class RawMergeTest {

  @Inject TestPipeline pipeline;
  @TempDir Path folder;

  @Test
  void mergesFilesByTheNamesOfTheirTensors() throws IOException, InterruptedException {
    write("first.safetensors", 1);
    write("second.safetensors", 2);
    String recipe =
        """
        merge_method: linear
        raw: true
        models:
          - {model: first.safetensors, parameters: {weight: 0.75}}
          - {model: second.safetensors, parameters: {weight: 0.25}}
        """;

    Checkpoint merged =
        pipeline.merge(Submissions.of(folder).merge(recipe, folder.resolve("merged")));

    assertThat(merged.digests())
        .containsKeys("model.safetensors", "README.md", "merge-manifest.json")
        .doesNotContainKey("config.json");
    Map<String, Tensor> first = Checkpoint.tensors(folder.resolve("first.safetensors"));
    Map<String, Tensor> second = Checkpoint.tensors(folder.resolve("second.safetensors"));
    Map<String, Tensor> result = merged.tensors();
    assertThat(result).containsOnlyKeys("unet.down.0.weight", "unet.up.3.bias");
    result.forEach(
        (name, tensor) ->
            assertThat(tensor.value(1))
                .isCloseTo(
                    0.75 * first.get(name).value(1) + 0.25 * second.get(name).value(1),
                    within(1e-6)));
  }

  private void write(String file, int seed) throws IOException {
    Path checkpoint =
        new CheckpointBuilder()
            .with("unet.down.0.weight", DType.F32, 6, 5)
            .with("unet.up.3.bias", DType.F32, 7)
            .write(folder.resolve("of-" + seed), seed);
    Files.move(checkpoint.resolve(CheckpointBuilder.WEIGHTS), folder.resolve(file));
  }
}
