package io.mergefarm.planner.planning;

import com.fasterxml.jackson.databind.JsonNode;
import io.mergefarm.contracts.recipe.ModelMention;
import io.mergefarm.contracts.recipe.ModelReference;
import io.mergefarm.contracts.recipe.Recipe;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Warns where models differ in settings of which the output can keep only the donor's. */
final class ConfigComparison {

  private static final List<String> KEYS =
      List.of(
          "model_type",
          "vocab_size",
          "max_position_embeddings",
          "sliding_window",
          "rope_theta",
          "rope_scaling",
          "rope_parameters");

  private final Checkpoint donor;
  private final Problems problems;

  ConfigComparison(Checkpoint donor, Problems problems) {
    this.donor = donor;
    this.problems = problems;
  }

  void compare(Recipe recipe, Checkpoints checkpoints) {
    Set<ModelReference> seen = new HashSet<>();
    List<String> keys =
        KEYS.stream()
            .filter(key -> recipe.tokenizer().isEmpty() || !key.equals(ModelConfig.VOCABULARY_SIZE))
            .toList();
    for (ModelMention mention : ModelMention.merged(recipe)) {
      if (seen.add(mention.model())) {
        compare(mention.path(), checkpoints.get(mention.model()), keys);
      }
    }
  }

  private void compare(String path, Checkpoint other, List<String> keys) {
    List<String> differences =
        Stream.concat(donor.config().stream(), other.config().stream()).count() == 2
            ? differences(donor.config().orElseThrow(), other.config().orElseThrow(), keys)
            : List.of();
    if (!differences.isEmpty()) {
      problems.warning(
          "configs-differ",
          path,
          "The config of %s differs from that of %s, which the output keeps: %s."
              .formatted(other.model(), donor.model(), String.join("; ", differences)));
    }
  }

  private static List<String> differences(ModelConfig donor, ModelConfig other, List<String> keys) {
    return keys.stream()
        .filter(key -> !donor.find(key).equals(other.find(key)))
        .map(key -> key + " is " + text(other.find(key)) + " instead of " + text(donor.find(key)))
        .toList();
  }

  private static String text(Optional<JsonNode> value) {
    return value.map(JsonNode::toString).orElse("absent");
  }
}
