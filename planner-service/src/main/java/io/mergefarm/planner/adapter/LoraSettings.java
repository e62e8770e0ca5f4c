package io.mergefarm.planner.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;

/**
 * What an {@code adapter_config.json} says of how its tensors are applied.
 *
 * @param rank of modules that no pattern gives another
 * @param alpha of modules that no pattern gives another
 * @param rankStabilised whether products are scaled by the root of their rank
 * @param decomposed whether rows have lengths of their own, as in DoRA
 * @param inputFirst whether matrices are stored as input by output
 */
record LoraSettings(
    double rank,
    double alpha,
    PatternValues ranks,
    PatternValues alphas,
    boolean rankStabilised,
    boolean decomposed,
    boolean inputFirst) {

  private static final String KIND = "LORA";

  /** What changes models in ways that no sum of products can follow. */
  private static final List<String> UNSUPPORTED =
      List.of(
          "alora_invocation_tokens",
          "arrow_config",
          "layer_replication",
          "target_parameters",
          "trainable_token_indices",
          "use_bdlora",
          "use_qalora");

  /** Ways to begin a training that leave the model's own weights alone. */
  private static final Set<String> HARMLESS_BEGINNINGS = Set.of("gaussian", "eva", "orthogonal");

  /**
   * Reads a config.
   *
   * @throws IllegalArgumentException if its adapter can not be applied, with the reason
   */
  static LoraSettings of(ObjectNode config) {
    String kind = config.path("peft_type").asText("");
    if (!kind.equals(KIND)) {
      throw new IllegalArgumentException(
          "its peft_type is '" + kind + "', and only LORA can be applied");
    }
    UNSUPPORTED.stream()
        .filter(key -> set(config.path(key)))
        .findFirst()
        .ifPresent(
            key -> {
              throw new IllegalArgumentException("its config sets " + key + ", which can not be");
            });
    refuseChangedModels(config.path("init_lora_weights"));
    return new LoraSettings(
        number(config, "r"),
        number(config, "lora_alpha"),
        new PatternValues("rank_pattern", config.path("rank_pattern")),
        new PatternValues("alpha_pattern", config.path("alpha_pattern")),
        config.path("use_rslora").asBoolean(),
        config.path("use_dora").asBoolean(),
        config.path("fan_in_fan_out").asBoolean());
  }

  private static void refuseChangedModels(JsonNode beginning) {
    if (beginning.isTextual() && !HARMLESS_BEGINNINGS.contains(beginning.textValue())) {
      throw new IllegalArgumentException(
          "it was trained from init_lora_weights: "
              + beginning.textValue()
              + ", which changes the model itself; save it converted to plain LoRA");
    }
  }

  private static boolean set(JsonNode value) {
    return value.isContainerNode() ? !value.isEmpty() : value.asBoolean(value.isTextual());
  }

  private static double number(ObjectNode config, String key) {
    JsonNode value = config.path(key);
    if (!value.isNumber() || value.doubleValue() <= 0) {
      throw new IllegalArgumentException(
          "its config has no positive " + key + (value.isMissingNode() ? "" : ": " + value));
    }
    return value.doubleValue();
  }

  double rank(String module) {
    return ranks.of(module).orElse(rank);
  }

  /** What a module's product is multiplied by. */
  double scale(String module) {
    double moduleAlpha = alphas.of(module).orElse(alpha);
    double moduleRank = rank(module);
    return moduleAlpha / (rankStabilised ? Math.sqrt(moduleRank) : moduleRank);
  }
}
