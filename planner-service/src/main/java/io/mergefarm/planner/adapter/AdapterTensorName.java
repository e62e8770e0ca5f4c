package io.mergefarm.planner.adapter;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a tensor of an adapter is, by its name.
 *
 * @param module of the model, such as {@code model.layers.0.mlp.up_proj}; the tensor's name in the
 *     model where the adapter replaces it
 */
record AdapterTensorName(String module, Role role) {

  private static final String WRAPPER = "base_model.model.";

  private static final Pattern PART =
      Pattern.compile(
          "(.+?)\\.(lora_(?:embedding_)?[AB]|lora_magnitude_vector)(?:\\.default)?(\\.weight|\\.bias)?");

  private static final Pattern INNER =
      Pattern.compile("\\.(?:modules_to_save(?:\\.default)?|base_layer)(?=\\.)");

  private static final Pattern FOREIGN = Pattern.compile("lora_|trainable_tokens|original_module");

  /** The part that a tensor has in the change of a module. */
  enum Role {
    DOWN,
    UP,
    BIAS,
    EMBEDDING_DOWN,
    EMBEDDING_UP,
    MAGNITUDE,
    /** A tensor that was trained as a whole. */
    REPLACEMENT,
    UNKNOWN
  }

  static AdapterTensorName of(String name) {
    String inner = name.startsWith(WRAPPER) ? name.substring(WRAPPER.length()) : name;
    Matcher part = PART.matcher(inner);
    if (part.matches()) {
      String end = part.group(3) == null ? "" : part.group(3);
      return new AdapterTensorName(part.group(1), role(part.group(2) + end));
    }
    return FOREIGN.matcher(inner).find()
        ? new AdapterTensorName(inner, Role.UNKNOWN)
        : new AdapterTensorName(INNER.matcher(inner).replaceAll(""), Role.REPLACEMENT);
  }

  private static Role role(String part) {
    return switch (part) {
      case "lora_A.weight" -> Role.DOWN;
      case "lora_B.weight" -> Role.UP;
      case "lora_B.bias" -> Role.BIAS;
      case "lora_embedding_A" -> Role.EMBEDDING_DOWN;
      case "lora_embedding_B" -> Role.EMBEDDING_UP;
      case "lora_magnitude_vector", "lora_magnitude_vector.weight" -> Role.MAGNITUDE;
      default -> Role.UNKNOWN;
    };
  }
}
