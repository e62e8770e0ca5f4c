package io.mergefarm.planner.planning;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mergefarm.contracts.recipe.Mixture;

/**
 * Makes the config of a dense model that of a mixture. What a config leaves out stands for a
 * default of its architecture, and so has to be written where the mixture's has another.
 */
final class MixtureConfig {

  private static final double USUAL_ROPE_THETA = 10_000;
  private static final double USUAL_EPSILON = 1e-6;

  private final Mixture mixture;
  private final MixtureLayout layout;
  private final long width;

  /**
   * A config.
   *
   * @param width of an expert
   */
  MixtureConfig(Mixture mixture, MixtureLayout layout, long width) {
    this.mixture = mixture;
    this.layout = layout;
    this.width = width;
  }

  /** Changes the config of the base. */
  void write(ObjectNode config) {
    writeDefaults(config);
    config.put("num_experts_per_tok", mixture.expertsPerToken());
    switch (layout) {
      case MIXTRAL -> writeMixtral(config);
      case DEEPSEEK -> writeDeepSeek(config);
      case QWEN -> writeQwen(config);
      case QWEN3 -> writeQwen3(config);
    }
  }

  private void writeDefaults(ObjectNode config) {
    String type = config.path("model_type").asText();
    if (!config.has("rope_parameters")) {
      putIfAbsent(config, "rope_theta", USUAL_ROPE_THETA);
    }
    putIfAbsent(config, "rms_norm_eps", USUAL_EPSILON);
    putIfAbsent(
        config,
        "num_key_value_heads",
        switch (type) {
          case "llama" -> config.path("num_attention_heads").asInt(32);
          case "mistral" -> 8;
          default -> 32;
        });
    putIfAbsent(
        config,
        "max_position_embeddings",
        switch (type) {
          case "llama" -> 2048;
          case "mistral" -> 131_072;
          default -> 32_768;
        });
  }

  private static void putIfAbsent(ObjectNode config, String key, double value) {
    if (!config.has(key)) {
      config.put(key, value);
    }
  }

  private static void putIfAbsent(ObjectNode config, String key, int value) {
    if (!config.has(key)) {
      config.put(key, value);
    }
  }

  private void writeMixtral(ObjectNode config) {
    name(config, "MixtralForCausalLM", "mixtral");
    config.put("num_local_experts", mixture.experts().size());
    config.putNull("sliding_window");
  }

  private void writeDeepSeek(ObjectNode config) {
    name(config, "DeepseekForCausalLM", "deepseek");
    config.put("n_routed_experts", mixture.experts().size());
    if (mixture.sharedExperts().isEmpty()) {
      config.putNull("n_shared_experts");
    } else {
      config.put("n_shared_experts", mixture.sharedExperts().size());
    }
    config.put("moe_intermediate_size", width);
    config.put("first_k_dense_replace", 0);
    config.put("moe_layer_freq", 1);
    config.put("scoring_func", "softmax");
    config.put("norm_topk_prob", true);
  }

  private void writeQwen(ObjectNode config) {
    name(config, "Qwen2MoeForCausalLM", "qwen2_moe");
    writeSparseLayers(config);
    config.put("shared_expert_intermediate_size", width);
  }

  private void writeQwen3(ObjectNode config) {
    name(config, "Qwen3MoeForCausalLM", "qwen3_moe");
    writeSparseLayers(config);
    putIfAbsent(config, "head_dim", 128);
  }

  private void writeSparseLayers(ObjectNode config) {
    config.put("num_experts", mixture.experts().size());
    config.put("moe_intermediate_size", width);
    config.put("decoder_sparse_step", 1);
    config.putArray("mlp_only_layers");
    config.put("norm_topk_prob", true);
  }

  private static void name(ObjectNode config, String architecture, String type) {
    config.putArray("architectures").add(architecture);
    config.put("model_type", type);
  }
}
