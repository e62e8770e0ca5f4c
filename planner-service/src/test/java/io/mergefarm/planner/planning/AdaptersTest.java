package io.mergefarm.planner.planning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.mergefarm.contracts.plan.MergePlan.PlannedSource;
import io.mergefarm.contracts.plan.TensorExpression;
import io.mergefarm.contracts.plan.TensorExpression.Cast;
import io.mergefarm.contracts.plan.TensorExpression.LowRank;
import io.mergefarm.contracts.plan.TensorExpression.Magnitudes;
import io.mergefarm.contracts.plan.TensorExpression.Merge;
import io.mergefarm.contracts.plan.TensorExpression.Operand;
import io.mergefarm.contracts.plan.TensorExpression.Stored;
import io.mergefarm.contracts.recipe.Problem;
import io.mergefarm.contracts.safetensors.DType;
import io.mergefarm.contracts.safetensors.Shape;
import io.mergefarm.planner.planning.PlanResult.Planned;
import org.junit.jupiter.api.Test;

/** Models with adapters, as the planner sees them. */
class AdaptersTest {

  private static final String CONFIG = "{'peft_type': 'LORA', 'r': 2, 'lora_alpha': 8}";
  private static final String UP = "model.layers.0.mlp.up_proj";
  private static final String SQUARE = "model.layers.0.self_attn.o_proj";
  private static final String EMBEDDING = "model.embed_tokens";

  private static TestCheckpoint adapter(String settings) {
    String config = CONFIG.replace("}", settings.isEmpty() ? "}" : ", " + settings + "}");
    return TestCheckpoint.adapter("ad", config);
  }

  private static TestCheckpoint adapter() {
    return adapter("");
  }

  @Test
  void aProductIsAddedToWhatItsModuleHas() {
    Planned planned =
        Planning.of(TestCheckpoint.llama("m", 2), adapter().factors(UP, 2, 8, 4))
            .planned(copy("m+ad"));
    LowRank sum = (LowRank) expression(planned, UP + ".weight");
    assertThat(sum.operand()).isInstanceOf(Stored.class);
    assertThat(sum.scale()).isEqualTo(4);
    assertThat(sum.transposed()).isFalse();
    assertThat(sum.shape()).isEqualTo(Shape.of(8, 4));
    assertThat(Planning.leaves(planned, UP + ".weight"))
        .containsExactly(
            "0:" + UP + ".weight",
            "1:base_model.model." + UP + ".lora_A.weight",
            "1:base_model.model." + UP + ".lora_B.weight");
    assertThat(expression(planned, SQUARE + ".weight")).isInstanceOf(Stored.class);
    assertThat(planned.plan().sources())
        .extracting(PlannedSource::model, PlannedSource::sourceId)
        .containsExactly(tuple("m", "id-of-m"), tuple("ad", "id-of-ad"));
    assertThat(planned.plan().files())
        .extracting(file -> file.path())
        .containsExactly("m/model.safetensors", "ad/model.safetensors");
    assertThat(planned.plan().config().orElseThrow().has("num_hidden_layers")).isTrue();
  }

  @Test
  void aModelIsReadOnceWithAndWithoutItsAdapter() {
    Planned planned =
        Planning.of(TestCheckpoint.llama("m", 1), adapter().factors(UP, 2, 8, 4))
            .planned(
                """
                merge_method: task_arithmetic
                base_model: m
                models: [{model: m+ad, parameters: {weight: 0.5}}]
                """);
    assertThat(planned.plan().sources())
        .extracting(PlannedSource::model, PlannedSource::base)
        .containsExactly(tuple("m", true), tuple("ad", false));
    Merge merge = (Merge) expression(planned, UP + ".weight");
    assertThat(merge.operands()).extracting(Operand::model).containsExactlyInAnyOrder("m", "m+ad");
    assertThat(merge.operands().getFirst().expression()).isInstanceOf(LowRank.class);
  }

  @Test
  void aBaseMayHaveAnAdapter() {
    Planned planned =
        Planning.of(
                TestCheckpoint.llama("m", 1),
                TestCheckpoint.llama("other", 1),
                adapter().factors(UP, 2, 8, 4))
            .planned(
                """
                merge_method: task_arithmetic
                base_model: m+ad
                models: [{model: other, parameters: {weight: 0.5}}]
                """);
    assertThat(planned.plan().sources())
        .extracting(PlannedSource::model, PlannedSource::base)
        .containsExactly(tuple("m", true), tuple("ad", false), tuple("other", false));
  }

  @Test
  void scalesFollowTheConfig() {
    assertThat(scale("'use_rslora': true")).isCloseTo(8 / Math.sqrt(2), within(1e-12));
    assertThat(scale("'alpha_pattern': {'mlp.up_proj': 3}")).isEqualTo(1.5);
    assertThat(scale("'alpha_pattern': {'lp.up_proj': 3}")).isEqualTo(4);
    assertThat(scale("'alpha_pattern': {'^mlp.up_proj': 3}")).isEqualTo(4);
    assertThat(scale("'alpha_pattern': {'^model.*up_proj': 3, 'up_proj': 5}")).isEqualTo(1.5);
    assertThat(scale("'alpha_pattern': {'up_proj': 5, '^model.*up_proj': 3}")).isEqualTo(2.5);
    assertThat(scale("'alpha_pattern': {'layers.(0|1).mlp.(up|down)_proj': 3}")).isEqualTo(1.5);
    assertThat(scale("'r': 16, 'rank_pattern': {'up_proj': 2}, 'use_rslora': true"))
        .isCloseTo(8 / Math.sqrt(2), within(1e-12));
  }

  private static double scale(String settings) {
    Planned planned =
        Planning.of(TestCheckpoint.llama("m", 1), adapter(settings).factors(UP, 2, 8, 4))
            .planned(copy("m+ad"));
    return ((LowRank) expression(planned, UP + ".weight")).scale();
  }

  @Test
  void productsAreTurnedOverWhereTheMatrixIs() {
    assertThat(transposed("", UP, 4, 8)).isTrue();
    assertThat(transposed("'fan_in_fan_out': true", UP, 8, 4)).isFalse();
    assertThat(transposed("", SQUARE, 4, 4)).isFalse();
    assertThat(transposed("'fan_in_fan_out': true", SQUARE, 4, 4)).isTrue();
  }

  private static boolean transposed(String settings, String module, long outputs, long inputs) {
    Planned planned =
        Planning.of(
                TestCheckpoint.llama("m", 1), adapter(settings).factors(module, 2, outputs, inputs))
            .planned(copy("m+ad"));
    return ((LowRank) expression(planned, module + ".weight")).transposed();
  }

  @Test
  void convolutionsAreMatricesOfTheirKernels() {
    TestCheckpoint model =
        new TestCheckpoint("m").with("down.0.conv.weight", 6, 3, 5, 5).withoutConfig();
    TestCheckpoint adapter =
        adapter()
            .with("base_model.model.down.0.conv.lora_A.weight", 2, 3, 5, 5)
            .with("base_model.model.down.0.conv.lora_B.weight", 6, 2, 1, 1);
    Planned planned = Planning.of(model, adapter).planned("raw: true\n" + copy("m+ad"));
    assertThat(expression(planned, "down.0.conv.weight")).isInstanceOf(LowRank.class);
  }

  @Test
  void embeddingsHaveFactorsOfTheirOwn() {
    TestCheckpoint adapter =
        adapter()
            .with("base_model.model." + EMBEDDING + ".lora_embedding_A", 2, 10)
            .with("base_model.model." + EMBEDDING + ".lora_embedding_B", 4, 2);
    Planned planned = Planning.of(TestCheckpoint.llama("m", 1), adapter).planned(copy("m+ad"));
    LowRank sum = (LowRank) expression(planned, EMBEDDING + ".weight");
    assertThat(sum.transposed()).isTrue();
    assertThat(sum.shape()).isEqualTo(Shape.of(10, 4));
  }

  @Test
  void whatWasTrainedAsAWholeReplacesTheModels() {
    TestCheckpoint model = TestCheckpoint.llama("m", 1).with("model.norm.weight", DType.BF16, 4);
    TestCheckpoint adapter =
        adapter()
            .factors(UP, 2, 8, 4)
            .with("base_model.model.lm_head.weight", 10, 4)
            .with("base_model.model." + UP + ".base_layer.weight", 8, 4)
            .with("base_model.model.model.norm.modules_to_save.default.weight", 4);
    Planned planned = Planning.of(model, adapter).planned(copy("m+ad"));
    assertThat(Planning.leaves(planned, "lm_head.weight"))
        .containsExactly("1:base_model.model.lm_head.weight");
    assertThat(expression(planned, "model.norm.weight"))
        .isInstanceOfSatisfying(Cast.class, cast -> assertThat(cast.dtype()).isEqualTo(DType.BF16));
    assertThat(Planning.leaves(planned, UP + ".weight").getFirst())
        .isEqualTo("1:base_model.model." + UP + ".base_layer.weight");
  }

  @Test
  void biasesOfFactorsAreScaledLikeTheProduct() {
    TestCheckpoint model = TestCheckpoint.llama("m", 1).with(UP + ".bias", 8);
    TestCheckpoint adapter =
        adapter().factors(UP, 2, 8, 4).with("base_model.model." + UP + ".lora_B.bias", 8);
    Planned planned = Planning.of(model, adapter).planned(copy("m+ad"));
    Merge sum = (Merge) expression(planned, UP + ".bias");
    assertThat(sum.parameters().flag("normalize")).isFalse();
    assertThat(sum.operands())
        .extracting(operand -> operand.parameters().get("weight"))
        .containsExactly(1.0, 4.0);
  }

  @Test
  void aHeadThatTheEmbeddingServesAsGetsAMatrixOfItsOwn() {
    Planned planned =
        Planning.of(TestCheckpoint.headless("m", 1), adapter().factors("lm_head", 2, 10, 4))
            .planned(copy("m+ad"));
    LowRank head = (LowRank) expression(planned, "lm_head.weight");
    assertThat(((Stored) head.operand()).name()).isEqualTo(EMBEDDING + ".weight");
    assertThat(expression(planned, EMBEDDING + ".weight")).isInstanceOf(Stored.class);
    assertThat(planned.plan().config().orElseThrow().get("tie_word_embeddings").asBoolean())
        .isFalse();
  }

  @Test
  void anEmbeddingThatServesAsHeadChangesBoth() {
    TestCheckpoint adapter = adapter().with("base_model.model." + EMBEDDING + ".weight", 10, 4);
    PlanResult result = Planning.of(TestCheckpoint.headless("m", 1), adapter).plan(copy("m+ad"));
    assertThat(result.planned()).isPresent();
    assertThat(result.problems()).extracting(Problem::code).containsExactly("tied-embedding");
  }

  @Test
  void rowsHaveLengthsInDora() {
    TestCheckpoint adapter =
        adapter("'use_dora': true")
            .factors(UP, 2, 8, 4)
            .with("base_model.model." + UP + ".lora_magnitude_vector", 8)
            .with("base_model.model." + EMBEDDING + ".lora_embedding_A", 2, 10)
            .with("base_model.model." + EMBEDDING + ".lora_embedding_B", 4, 2)
            .with("base_model.model." + EMBEDDING + ".lora_magnitude_vector", 4);
    Planned planned = Planning.of(TestCheckpoint.llama("m", 1), adapter).planned(copy("m+ad"));
    assertThat(((Magnitudes) expression(planned, UP + ".weight")).columns()).isFalse();
    assertThat(((Magnitudes) expression(planned, EMBEDDING + ".weight")).columns()).isTrue();
  }

  @Test
  void namesMayLackAPrefixOnEitherSide() {
    TestCheckpoint short1 =
        new TestCheckpoint("m").with("h.0.attn.weight", 4, 4).with("wte.weight", 10, 4);
    Planned planned =
        Planning.of(short1, adapter().factors("transformer.h.0.attn", 2, 4, 4))
            .planned(copy("m+ad"));
    assertThat(expression(planned, "h.0.attn.weight")).isInstanceOf(LowRank.class);
    Planned other =
        Planning.of(
                TestCheckpoint.llama("m", 1), adapter().factors("layers.0.mlp.up_proj", 2, 8, 4))
            .planned(copy("m+ad"));
    assertThat(expression(other, UP + ".weight")).isInstanceOf(LowRank.class);
  }

  @Test
  void adaptersStandWithModelsOfSlicesAndStages() {
    Planning models = Planning.of(TestCheckpoint.llama("m", 2), adapter().factors(UP, 2, 8, 4));
    Planned stacked =
        models.planned(
            """
            merge_method: passthrough
            slices:
              - sources: [{model: m, layer_range: [0, 2]}]
              - sources: [{model: m+ad, layer_range: [0, 1]}]
            """);
    assertThat(expression(stacked, UP + ".weight")).isInstanceOf(Stored.class);
    assertThat(expression(stacked, UP.replace("0", "2") + ".weight")).isInstanceOf(LowRank.class);

    Planned staged =
        models.planned(
            """
            name: soup
            merge_method: linear
            models: [{model: m}, {model: m+ad}]
            parameters: {weight: 0.5}
            ---
            merge_method: passthrough
            models: [{model: soup+ad}]
            """);
    LowRank sum = (LowRank) expression(staged, UP + ".weight");
    assertThat(sum.operand()).isInstanceOf(Merge.class);
    assertThat(staged.plan().sources()).extracting(PlannedSource::model).containsExactly("m", "ad");
  }

  @Test
  void largeTensorsAreStillCutIntoParts() {
    TestCheckpoint model = new TestCheckpoint("m").with("layers.0.up.weight", 4096, 4096);
    Planned planned =
        Planning.of(model, adapter().factors("layers.0.up", 2, 4096, 4096))
            .sizes(1L << 40, 16 << 20)
            .planned(copy("m+ad"));
    assertThat(planned.plan().shards().getFirst().parts()).hasSizeGreaterThan(3);
    assertThat(planned.summary().memoryPerWorker()).isGreaterThan(2L * 2 * 4096 * Float.BYTES);
    TestCheckpoint stretched =
        adapter("'use_dora': true")
            .factors("layers.0.up", 2, 4096, 4096)
            .with("base_model.model.layers.0.up.lora_magnitude_vector", 4096);
    Planned whole = Planning.of(model, stretched).sizes(1L << 40, 16 << 20).planned(copy("m+ad"));
    assertThat(whole.plan().shards().getFirst().parts()).hasSize(1);
  }

  private static String copy(String model) {
    return "merge_method: passthrough\nmodels: [{model: " + model + "}]\n";
  }

  private static TensorExpression expression(Planned planned, String tensor) {
    return Planning.tensors(planned).get(tensor).expression();
  }
}
