package io.mergefarm.standalone.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The finished folder is a checkpoint as others expect one. */
@QuarkusTest
@QuarkusTestResource(EmbeddedKafka.class)
class OutputFolderTest {

  private static final Path ROOT = Path.of(System.getProperty("mergefarm.root"));
  private static final String INDEX = "model.safetensors.index.json";
  private static final List<String> COMPANIONS =
      List.of(
          "README.md",
          "config.json",
          "generation_config.json",
          "merge-manifest.json",
          "mergekit_config.yml",
          "recipe.yml",
          "tokenizer.json",
          "tokenizer_config.json");

  @Inject TestPipeline pipeline;
  @TempDir Path folder;
  private String recipe;

  @BeforeEach
  void readRecipe() throws IOException {
    recipe = Files.readString(ROOT.resolve("examples/slerp.yml"));
  }

  @Test
  void oneShardHasNoIndex() throws IOException, InterruptedException {
    Checkpoint merged = merge(Submissions.of(ROOT));
    assertThat(merged.digests().keySet())
        .containsAll(COMPANIONS)
        .contains("model.safetensors")
        .doesNotContain(INDEX)
        .hasSize(COMPANIONS.size() + 1);
  }

  @Test
  void theIndexNamesEveryTensorOfSeveralShards() throws IOException, InterruptedException {
    Checkpoint merged = merge(Submissions.of(ROOT).withShards(500_000));
    List<Path> shards = merged.shards();
    assertThat(shards).hasSizeGreaterThan(2);
    Map<String, String> expected = new TreeMap<>();
    long bytes = 0;
    for (int i = 0; i < shards.size(); i++) {
      String name = "model-%05d-of-%05d.safetensors".formatted(i + 1, shards.size());
      assertThat(shards.get(i)).hasFileName(name);
      for (Map.Entry<String, Tensor> tensor : Checkpoint.tensors(shards.get(i)).entrySet()) {
        expected.put(tensor.getKey(), name);
        bytes += tensor.getValue().bytes().byteSize();
      }
    }
    JsonNode index = merged.json(INDEX);
    Map<String, String> actual = new TreeMap<>();
    index
        .get("weight_map")
        .properties()
        .forEach(entry -> actual.put(entry.getKey(), entry.getValue().asText()));
    assertThat(actual).isEqualTo(expected);
    assertThat(index.at("/metadata/total_size").asLong()).isEqualTo(bytes);
    assertThat(merged.digests().keySet()).containsAll(COMPANIONS);
  }

  @Test
  void whatDescribesTheMerge() throws IOException, InterruptedException {
    Checkpoint merged = merge(Submissions.of(ROOT));
    assertThat(merged.folder().resolve("recipe.yml")).hasContent(recipe);
    assertThat(merged.folder().resolve("mergekit_config.yml")).hasContent(recipe);
    assertThat(merged.folder().resolve("tokenizer.json"))
        .hasSameBinaryContentAs(ROOT.resolve("examples/models/code/tokenizer.json"));
    assertThat(Files.readString(merged.folder().resolve("README.md")))
        .startsWith("---\n")
        .contains(
            "\nbase_model:", "\nbase_model_relation: merge\n", "\nlibrary_name: ", "\ntags:\n")
        .contains("slerp", recipe);
    JsonNode manifest = merged.json("merge-manifest.json");
    assertThat(manifest.get("seed").asLong()).isZero();
    assertThat(manifest.get("recipe_sha256").asText()).hasSize(64);
    assertThat(manifest.get("inputs")).hasSize(2);
    assertThat(manifest.at("/outputs/0/tensors")).hasSize(merged.tensors().size());
  }

  private Checkpoint merge(Submissions submissions) throws InterruptedException {
    return pipeline.merge(submissions.merge(recipe, folder.resolve("merged")));
  }
}
