package io.mergefarm.planner.planning;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mergefarm.contracts.plan.PlannedTensor;
import io.mergefarm.contracts.plan.RowTable;
import io.mergefarm.contracts.plan.TensorExpression;
import io.mergefarm.contracts.plan.TensorExpression.Cast;
import io.mergefarm.contracts.plan.TensorExpression.Deviates;
import io.mergefarm.contracts.plan.TensorExpression.Gather;
import io.mergefarm.contracts.plan.TensorExpression.LowRank;
import io.mergefarm.contracts.plan.TensorExpression.Merge;
import io.mergefarm.contracts.plan.TensorExpression.Stored;
import io.mergefarm.contracts.plan.TensorExpression.UnitRows;
import io.mergefarm.contracts.recipe.Mixture;
import io.mergefarm.contracts.recipe.Problem;
import io.mergefarm.contracts.safetensors.DType;
import io.mergefarm.contracts.safetensors.Shape;
import io.mergefarm.planner.planning.PlanResult.Planned;
import io.mergefarm.planner.tokenizer.Tokenizers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mixtures of experts, put together from dense models. */
class MixturesTest {

  private static final String LAYER = "model.layers.1.";
  private static final String RANDOM =
      """
      base_model: base
      gate_mode: random
      experts: [{source_model: code}, {source_model: prose}]
      """;

  private final Planning models =
      Planning.of(dense("base", "llama"), dense("code", "llama"), dense("prose", "llama"))
          .with("base", Tokenizers.reading("<s>", "?", "def", "once", "upon"));

  static TestCheckpoint dense(String name, String type) {
    TestCheckpoint model = new TestCheckpoint(name).with("model.embed_tokens.weight", 5, 4);
    for (int i = 0; i < 2; i++) {
      String layer = "model.layers." + i + ".";
      model
          .with(layer + "self_attn.q_proj.weight", 4, 4)
          .with(layer + "self_attn.k_proj.weight", 2, 4)
          .with(layer + "self_attn.v_proj.weight", 2, 4)
          .with(layer + "mlp.gate_proj.weight", 8, 4)
          .with(layer + "mlp.up_proj.weight", 8, 4)
          .with(layer + "mlp.down_proj.weight", 4, 8);
    }
    return model
        .with("model.norm.weight", 4)
        .config(
            "{'architectures': ['X'], 'model_type': '"
                + type
                + "', 'num_hidden_layers': 2, 'num_attention_heads': 2, 'hidden_size': 4, 'vocab_size': 5}");
  }

  @Test
  void mixtralTakesExpertsFromTheirModelsAndTheRestFromTheBase() {
    Planned planned = models.planned(RANDOM);
    Map<String, PlannedTensor> tensors = Planning.tensors(planned);
    assertThat(tensors).hasSize(2 + 2 * (3 + 2 * 3 + 1));
    assertThat(origin(planned, LAYER + "block_sparse_moe.experts.0.w1.weight"))
        .isEqualTo("code " + LAYER + "mlp.gate_proj.weight");
    assertThat(origin(planned, LAYER + "block_sparse_moe.experts.1.w2.weight"))
        .isEqualTo("prose " + LAYER + "mlp.down_proj.weight");
    assertThat(origin(planned, LAYER + "block_sparse_moe.experts.1.w3.weight"))
        .isEqualTo("prose " + LAYER + "mlp.up_proj.weight");
    assertThat(origin(planned, LAYER + "self_attn.q_proj.weight"))
        .isEqualTo("base " + LAYER + "self_attn.q_proj.weight");
    assertThat(tensors.get(LAYER + "block_sparse_moe.gate.weight").expression())
        .isEqualTo(new Deviates(DType.F32, Shape.of(2, 4), Deviates.Distribution.NORMAL, "gate"));
    assertThat(planned.plan().method()).isEqualTo(Mixture.METHOD);
  }

  @Test
  void configsSayWhatTheDenseOneLeftToItsDefaults() {
    ObjectNode config = models.planned(RANDOM).plan().config().orElseThrow();
    assertThat(config.get("architectures").toString()).isEqualTo("[\"MixtralForCausalLM\"]");
    assertThat(config.get("model_type").asText()).isEqualTo("mixtral");
    assertThat(config.get("num_local_experts").asInt()).isEqualTo(2);
    assertThat(config.get("num_experts_per_tok").asInt()).isEqualTo(2);
    assertThat(config.get("sliding_window").isNull()).isTrue();
    assertThat(config.get("rope_theta").asDouble()).isEqualTo(10_000);
    assertThat(config.get("num_key_value_heads").asInt()).isEqualTo(2);
    assertThat(config.get("num_hidden_layers").asInt()).isEqualTo(2);
    assertThat(config.get("dtype").asText()).isEqualTo("float32");
  }

  @ParameterizedTest
  @CsvSource({
    "deepseek, DeepseekForCausalLM, mlp.experts.1.down_proj.weight, mlp.shared_experts.up_proj.weight, n_routed_experts",
    "qwen, Qwen2MoeForCausalLM, mlp.experts.1.down_proj.weight, mlp.shared_expert.up_proj.weight, num_experts",
  })
  void otherLayouts(
      String architecture, String name, String expert, String shared, String countKey) {
    Planned planned =
        models.planned(
            RANDOM
                + "architecture: "
                + architecture
                + "\nshared_experts: [{source_model: base, residual_scale: 0.5}]\ndtype: bfloat16\n");
    assertThat(origin(planned, LAYER + expert))
        .isEqualTo("prose " + LAYER + "mlp.down_proj.weight");
    assertThat(origin(planned, LAYER + shared)).isEqualTo("base " + LAYER + "mlp.up_proj.weight");
    assertThat(Planning.tensors(planned).get(LAYER + "mlp.gate.weight").shape())
        .isEqualTo(Shape.of(2, 4));
    Merge down =
        (Merge)
            Planning.tensors(planned)
                .get(LAYER + shared.replace("up_proj", "down_proj"))
                .expression();
    assertThat(down.operands().getFirst().parameters().get("scale")).isEqualTo(0.5);
    ObjectNode config = planned.plan().config().orElseThrow();
    assertThat(config.get("architectures").get(0).asText()).isEqualTo(name);
    assertThat(config.get(countKey).asInt()).isEqualTo(2);
    assertThat(config.get("moe_intermediate_size").asInt()).isEqualTo(8);
    assertThat(config.get("dtype").asText()).isEqualTo("bfloat16");
  }

  @Test
  void qwenHasBiasesAndAGateForTheSharedExpert() {
    Planned planned =
        models.planned(RANDOM + "architecture: Qwen MoE\nshared_experts: [{source_model: base}]\n");
    Map<String, PlannedTensor> tensors = Planning.tensors(planned);
    assertThat(tensors.get(LAYER + "mlp.shared_expert_gate.weight").shape())
        .isEqualTo(Shape.of(1, 4));
    Gather bias = (Gather) tensors.get(LAYER + "self_attn.k_proj.bias").expression();
    assertThat(bias.shape()).isEqualTo(Shape.of(2));
    assertThat(bias.operands()).isEmpty();
    assertThat(RowTable.decode(planned.objects().get(bias.table())).operandCount()).isZero();
    assertThat(planned.plan().tokenizer()).isEmpty();
  }

  @Test
  void noiseIsAddedBeforeTheOutputIsScaled() {
    Planned planned =
        models.planned(
            RANDOM.replace(
                "{source_model: code}",
                "{source_model: code, noise_scale: 0.25, residual_scale: 0.5}"));
    Merge down = (Merge) expression(planned, LAYER + "block_sparse_moe.experts.0.w2.weight");
    assertThat(down.parameters().get("normalize")).isZero();
    assertThat(down.operands().get(0).parameters().get("weight")).isEqualTo(0.5);
    assertThat(down.operands().get(1).parameters().get("weight")).isEqualTo(0.125);
    assertThat(((Deviates) down.operands().get(1).expression()).key()).isEqualTo("code");
    Merge up = (Merge) expression(planned, LAYER + "block_sparse_moe.experts.0.w3.weight");
    assertThat(up.operands().get(0).parameters().get("weight")).isEqualTo(1);
    assertThat(up.operands().get(1).parameters().get("weight")).isEqualTo(0.25);
  }

  @Test
  void cheapGatesPointToTheTokensOfPrompts() {
    Planned planned =
        models.planned(
            """
            base_model: base
            gate_mode: cheap_embed
            experts:
              - {source_model: code, positive_prompts: [def def, <s>], negative_prompts: [once]}
              - {source_model: prose, positive_prompts: [once upon a]}
            """);
    String gate = "block_sparse_moe.gate.weight";
    UnitRows unit = (UnitRows) expression(planned, LAYER + gate);
    Merge difference = (Merge) unit.operand();
    assertThat(rows(planned, difference, 0)).containsExactly("0 2 2 0 0", "0 3 4 1");
    assertThat(rows(planned, difference, 1)).containsExactly("0 3", "");
    assertThat(difference.operands().get(1).parameters().get("weight")).isEqualTo(-1);
    assertThat(expression(planned, "model.layers.0." + gate)).isEqualTo(unit);
  }

  private static List<String> rows(Planned planned, Merge difference, int operand) {
    UnitRows unit = (UnitRows) difference.operands().get(operand).expression();
    Gather gather = (Gather) unit.operand();
    RowTable table = RowTable.decode(planned.objects().get(gather.table()));
    List<String> rows = new ArrayList<>();
    for (int row = 0; row < table.size(); row++) {
      List<String> terms = new ArrayList<>();
      for (int term = table.first(row); term < table.end(row); term++) {
        terms.add(String.valueOf(table.row(term)));
      }
      rows.add(String.join(" ", terms));
    }
    return rows;
  }

  @Test
  void anExpertMayBeAStage() {
    Planned planned =
        models.planned(
            """
            name: both
            merge_method: linear
            models: [{model: code}, {model: prose}]
            parameters: {weight: 0.5}
            ---
            base_model: base
            gate_mode: uniform_random
            experts: [{source_model: both}, {source_model: code}]
            """);
    assertThat(expression(planned, LAYER + "block_sparse_moe.experts.0.w1.weight"))
        .isInstanceOf(Merge.class);
    Merge gate = (Merge) expression(planned, LAYER + "block_sparse_moe.gate.weight");
    assertThat(gate.operands().getFirst().parameters().get("scale")).isEqualTo(0.5);
  }

  @Test
  void anExpertMayHaveAnAdapter() {
    models.with(
        TestCheckpoint.adapter("ad", "{'peft_type': 'LORA', 'r': 2, 'lora_alpha': 8}")
            .factors(LAYER + "mlp.up_proj", 2, 8, 4)
            .index());
    Planned planned =
        models.planned(RANDOM.replace("{source_model: code}", "{source_model: code+ad}"));
    assertThat(expression(planned, LAYER + "block_sparse_moe.experts.0.w3.weight"))
        .isInstanceOf(LowRank.class);
    assertThat(origin(planned, LAYER + "block_sparse_moe.experts.0.w1.weight"))
        .isEqualTo("code " + LAYER + "mlp.gate_proj.weight");
  }

  @Test
  void whatCanNotBeIsSaid() {
    assertThat(codes(RANDOM + "experts_per_token: 3\n")).containsExactly("illegal-value");
    assertThat(codes(RANDOM + "architecture: gemma\n")).containsExactly("unknown-architecture");
    assertThat(codes(RANDOM + "architecture: qwen3\n")).containsExactly("unfit-experts");
    assertThat(codes(RANDOM + "architecture: mixtral\nshared_experts: [{source_model: base}]\n"))
        .containsExactly("unfit-experts");
    assertThat(codes(RANDOM.replace("prose", "code"))).containsExactly("equal-experts");
    assertThat(codes(RANDOM.replace("random", "cheap_embed"))).contains("missing-prompts");
    assertThat(
            codes(
                "base_model: base\ngate_mode: cheap_embed\nexperts: [{source_model: code, positive_prompts: [x]}, {source_model: prose, positive_prompts: [x]}]\n"))
        .containsExactly("equal-prompts");
    assertThat(codes(RANDOM.replace("random", "hidden"))).containsExactly("not-supported-yet");
    String shared = "shared_experts: [{source_model: base, positive_prompts: [x]}]\n";
    assertThat(codes(RANDOM + "architecture: deepseek\n" + shared)).containsExactly("ignored-key");
    assertThat(
            codes(
                "base_model: base\ngate_mode: cheap_embed\nexperts: [{source_model: code, positive_prompts: [x]}, {source_model: prose, positive_prompts: [y]}]\narchitecture: qwen\n"
                    + shared.replace(", positive_prompts: [x]", "")))
        .containsExactly("missing-prompts");
    models.with(dense("prose", "llama").without(LAYER + "mlp.up_proj.weight").index());
    assertThat(codes(RANDOM)).containsExactly("missing-tensor");
    models.with(dense("prose", "llama").with(LAYER + "mlp.up_proj.weight", 9, 4).index());
    assertThat(codes(RANDOM)).containsExactly("shape-mismatch");
    models.with(dense("prose", "gemma").index());
    assertThat(codes(RANDOM)).containsExactly("unfit-experts");
    models.with(dense("prose", "mistral").index());
    assertThat(models.planned(RANDOM).plan().config().orElseThrow().get("model_type").asText())
        .isEqualTo("deepseek");
  }

  private List<String> codes(String recipe) {
    return models.plan(recipe).problems().stream().map(Problem::code).toList();
  }

  private static TensorExpression expression(Planned planned, String tensor) {
    assertThat(Planning.tensors(planned)).containsKey(tensor);
    return Planning.tensors(planned).get(tensor).expression();
  }

  private static String origin(Planned planned, String tensor) {
    TensorExpression expression = expression(planned, tensor);
    Stored stored = (Stored) (expression instanceof Cast cast ? cast.operand() : expression);
    String file = planned.plan().files().get(stored.file()).path();
    return file.substring(0, file.indexOf('/')) + " " + stored.name();
  }
}
