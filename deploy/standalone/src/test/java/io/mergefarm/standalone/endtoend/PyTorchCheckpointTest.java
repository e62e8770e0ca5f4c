package io.mergefarm.standalone.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.mergefarm.fetcher.pickle.TorchSave;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weights in PyTorch's format merge to the same bytes as the same weights in safetensors. */
@QuarkusTest
@QuarkusTestResource(EmbeddedKafka.class)
class PyTorchCheckpointTest {

  private static final Path MODELS =
      Path.of(System.getProperty("mergefarm.root")).resolve("examples/models");

  @Inject TestPipeline pipeline;
  @TempDir Path folder;

  @Test
  void merges() throws IOException, InterruptedException {
    convert("code");
    convert("prose");
    String recipe =
        """
        merge_method: slerp
        base_model: code
        models: [{model: code}, {model: prose}]
        parameters: {t: 0.4}
        """;
    Map<String, Tensor> expected = merge(MODELS, recipe, "expected").tensors();
    Map<String, Tensor> actual = merge(folder, recipe, "actual").tensors();
    assertThat(actual).containsOnlyKeys(expected.keySet());
    expected.forEach(
        (name, tensor) ->
            assertThat(actual.get(name).bytes().mismatch(tensor.bytes())).as(name).isEqualTo(-1));
  }

  private Checkpoint merge(Path models, String recipe, String out)
      throws IOException, InterruptedException {
    return pipeline.merge(Submissions.of(models).merge(recipe, folder.resolve(out)));
  }

  private void convert(String model) throws IOException {
    Path copy = Files.createDirectory(folder.resolve(model));
    Files.copy(MODELS.resolve(model).resolve("config.json"), copy.resolve("config.json"));
    TorchSave file = new TorchSave();
    for (Map.Entry<String, Tensor> entry :
        new Checkpoint(MODELS.resolve(model)).tensors().entrySet()) {
      Tensor tensor = entry.getValue();
      file.tensor(
          entry.getKey(),
          tensor.dtype(),
          tensor.shape(),
          tensor.bytes().toArray(ValueLayout.JAVA_BYTE));
    }
    Files.write(copy.resolve("pytorch_model.bin"), file.end());
  }
}
