package io.mergefarm.planner.planning;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mergefarm.contracts.recipe.ModelMention;
import io.mergefarm.contracts.recipe.Recipe;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The configs of adapters that are merged with one another. Their tensors are merged name by name,
 * so what the tensors mean must be the same in all.
 */
final class AdapterConfigs {

  private static final List<String> MEANING =
      List.of(
          "peft_type",
          "r",
          "lora_alpha",
          "rank_pattern",
          "alpha_pattern",
          "use_rslora",
          "use_dora",
          "fan_in_fan_out",
          "bias",
          "target_modules",
          "modules_to_save");

  private static final String BASE = "base_model_name_or_path";

  private final Checkpoints adapters;
  private final Problems problems;

  AdapterConfigs(Checkpoints adapters, Problems problems) {
    this.adapters = adapters;
    this.problems = problems;
  }

  /** The config of the merged adapter, which is the first one's. */
  Optional<ObjectNode> merged() {
    return adapters.donor().configFile().map(ObjectNode::deepCopy);
  }

  /** Reports adapters whose tensors mean something else than those of the first. */
  void compare(Recipe recipe) {
    JsonNode first = adapters.donor().configFile().orElseThrow();
    for (ModelMention mention : ModelMention.of(recipe)) {
      Checkpoint adapter = adapters.get(mention.model());
      JsonNode other = adapter.configFile().orElseThrow();
      List<String> differences = differences(MEANING, first, other);
      if (!differences.isEmpty()) {
        problems.error(
            "adapters-differ",
            mention.path(),
            "The adapter %s can not be merged with %s, tensor by tensor: %s."
                .formatted(
                    adapter.model(), adapters.donor().model(), String.join("; ", differences)),
            "Apply each to its model instead, MODEL+ADAPTER, and merge those.");
      }
      List<String> bases = differences(List.of(BASE), first, other);
      if (!bases.isEmpty()) {
        problems.warning(
            "configs-differ",
            mention.path(),
            "The adapter %s is for another model than %s: %s."
                .formatted(adapter.model(), adapters.donor().model(), bases.getFirst()));
      }
    }
  }

  private static List<String> differences(List<String> keys, JsonNode first, JsonNode other) {
    return keys.stream()
        .filter(key -> !meaning(first.path(key)).equals(meaning(other.path(key))))
        .map(key -> key + " is " + text(other.path(key)) + " instead of " + text(first.path(key)))
        .toList();
  }

  /** Lists are sets, and what is absent, null, false or empty is the same. */
  private static Object meaning(JsonNode value) {
    if (value.isArray()) {
      Set<String> items = new TreeSet<>();
      value.forEach(item -> items.add(item.toString()));
      return items.isEmpty() ? "" : items;
    }
    if (value.isNumber()) {
      return value.doubleValue();
    }
    boolean nothing = value.isObject() ? value.isEmpty() : !value.asBoolean(value.isTextual());
    return nothing ? "" : value;
  }

  private static String text(JsonNode value) {
    return value.isMissingNode() ? "absent" : value.toString();
  }
}
