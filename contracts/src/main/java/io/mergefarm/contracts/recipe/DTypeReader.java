package io.mergefarm.contracts.recipe;

import io.mergefarm.contracts.safetensors.DType;
import io.mergefarm.contracts.text.NearestName;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the element types that a recipe may ask for, with or without {@code torch.} before them.
 */
final class DTypeReader {
  private static final String PREFIX = "torch.";
  private static final String KNOWN = "Choose float32, float16 or bfloat16.";
  private static final Map<String, DType> TYPES =
      Map.of("float32", DType.F32, "float16", DType.F16, "bfloat16", DType.BF16);
  private static final Map<String, String> MEANT =
      Map.of(
          "bf16",
          "bfloat16",
          "fp16",
          "float16",
          "f16",
          "float16",
          "half",
          "float16",
          "fp32",
          "float32",
          "f32",
          "float32",
          "float",
          "float32");
  private static final Map<String, String> REFUSED =
      Map.of(
          "int64", "weights rounded to whole numbers are of no use",
          "float64", "merges are computed in float32 and no model is written wider than that");

  Optional<DType> read(Cursor value) {
    return value.text().flatMap(text -> parse(value, text.strip()));
  }

  private static Optional<DType> parse(Cursor value, String text) {
    String name = text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : text;
    DType type = TYPES.get(name);
    return type != null ? Optional.of(type) : refuse(value, name);
  }

  private static Optional<DType> refuse(Cursor value, String name) {
    String reason = REFUSED.get(name);
    if (reason != null) {
      return value.refuse(
          "unsupported-dtype", value.path() + " cannot be " + name + ": " + reason + ".", KNOWN);
    }
    String fix =
        Optional.ofNullable(MEANT.get(name))
            .or(() -> NearestName.of(name, TYPES.keySet()))
            .map(near -> "Did you mean " + near + "?")
            .orElse(KNOWN);
    return value.refuse(
        "unknown-dtype",
        value.path() + " is '" + Excerpt.of(name) + "', which is no known element type.",
        fix);
  }
}
