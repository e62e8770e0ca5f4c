package io.mergefarm.planner.planning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mergefarm.contracts.source.SourceIndex;
import io.mergefarm.planner.planning.PlanResult.Planned;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Checkpoints of many architectures, none of which the code knows, as the golden models have them.
 */
class ArchitecturesTest {

  @ParameterizedTest
  @CsvSource({
    "'', num_hidden_layers",
    "qwen2-, num_hidden_layers",
    "gptneox-, num_hidden_layers",
    "gemma2-, num_hidden_layers",
    "mixtral-, num_hidden_layers",
    "phi3-, num_hidden_layers",
    "gpt2-, n_layer",
    "bert-, num_hidden_layers"
  })
  void mergeAndStack(String family, String layerCount) throws IOException {
    assumeTrue(Files.isDirectory(GoldenPlansTest.GOLDEN), "the golden models lie beside");
    SourceIndex base = index(family + "base");
    Planning models = new Planning().with(base).with(index(family + "a")).with(index(family + "b"));

    Planned merged = models.planned(filled(MERGE, family));
    assertThat(Planning.tensors(merged)).containsOnlyKeys(base.tensors().keySet());
    assertThat(models.plan(filled(MERGE, family)).problems()).isEmpty();

    int layers = base.config().orElseThrow().get(layerCount).intValue();
    Planned stacked = models.planned(filled(STACK, family).replace("LAYERS", "" + layers));
    checkStacked(base, stacked, layers);
    checkConfig(stacked.plan().config().orElseThrow(), layerCount, layers);
  }

  private static final String MERGE =
      """
      merge_method: task_arithmetic
      base_model: FAMILYbase
      models:
        - {model: FAMILYa, parameters: {weight: 0.5}}
        - {model: FAMILYb, parameters: {weight: 0.3}}
      """;

  private static final String STACK =
      """
      merge_method: passthrough
      slices:
        - sources: [{model: FAMILYa, layer_range: [0, LAYERS]}]
        - sources: [{model: FAMILYb, layer_range: [0, LAYERS]}]
      """;

  private static String filled(String recipe, String family) {
    return recipe.replace("FAMILY", family);
  }

  private static SourceIndex index(String model) throws IOException {
    return GoldenPlansTest.index(GoldenPlansTest.GOLDEN.resolve("models").resolve(model), model);
  }

  /** All tensors of the layers twice, the others once. */
  private static void checkStacked(SourceIndex base, Planned stacked, int layers) {
    Map<String, String> expected = new LinkedHashMap<>();
    base.tensors()
        .forEach(
            (name, tensor) -> {
              expected.put(name, tensor.shape().toString());
              LayerName.of(name)
                  .ifPresent(
                      layer ->
                          expected.put(
                              LayerName.join(layer.stack(), layer.layer() + layers, layer.rest()),
                              tensor.shape().toString()));
            });
    Map<String, String> actual = new LinkedHashMap<>();
    Planning.tensors(stacked)
        .forEach((name, tensor) -> actual.put(name, tensor.shape().toString()));
    assertThat(actual).containsExactlyInAnyOrderEntriesOf(expected);
  }

  private static void checkConfig(ObjectNode config, String layerCount, int layers) {
    assertThat(config.get(layerCount).intValue()).isEqualTo(2 * layers);
    if (config.has("layer_types")) {
      assertThat(config.get("layer_types")).hasSize(2 * layers);
    }
  }
}
