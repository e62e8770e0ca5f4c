package io.mergefarm.planner.planning;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mergefarm.contracts.recipe.ModelMention;
import io.mergefarm.contracts.recipe.ModelReference;
import io.mergefarm.contracts.recipe.Recipe;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Warns where models differ in settings of which the output can keep only the donor's. */
final class ConfigComparison {

  private static final String ROPE_THETA = "rope_theta";
  private static final String ROPE_SCALING = "rope_scaling";

  /** Where newer configs keep both. */
  private static final String ROPE = "rope_parameters";

  private static final List<String> KEYS =
      List.of(
          "model_type",
          "vocab_size",
          "max_position_embeddings",
          "sliding_window",
          ROPE_THETA,
          ROPE_SCALING);

  /** Whole numbers are written with and without a point. */
  private static final Comparator<JsonNode> VALUES =
      (left, right) ->
          left.isNumber() && right.isNumber()
              ? Double.compare(left.doubleValue(), right.doubleValue())
              : left.equals(right) ? 0 : 1;

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
        .filter(key -> !same(value(donor, key), value(other, key)))
        .map(
            key ->
                key + " is " + text(value(other, key)) + " instead of " + text(value(donor, key)))
        .toList();
  }

  private static boolean same(Optional<JsonNode> left, Optional<JsonNode> right) {
    boolean bothThere = left.isPresent() && right.isPresent();
    return bothThere ? left.get().equals(VALUES, right.get()) : left.equals(right);
  }

  private static Optional<JsonNode> value(ModelConfig config, String key) {
    return switch (key) {
      case ROPE_THETA ->
          found(config, key).or(() -> found(config, ROPE).map(rope -> rope.get(ROPE_THETA)));
      case ROPE_SCALING ->
          found(config, key).or(() -> found(config, ROPE)).flatMap(ConfigComparison::scaling);
      default -> found(config, key);
    };
  }

  private static Optional<JsonNode> found(ModelConfig config, String key) {
    return config.find(key).filter(value -> !value.isNull());
  }

  /** What says more than that nothing is scaled. */
  private static Optional<JsonNode> scaling(JsonNode settings) {
    if (!(settings instanceof ObjectNode object)) {
      return Optional.of(settings);
    }
    ObjectNode scaling = object.deepCopy();
    scaling.remove(ROPE_THETA);
    Optional.ofNullable(scaling.remove("type")).ifPresent(type -> scaling.set("rope_type", type));
    boolean usual = scaling.path("rope_type").asText("default").equals("default");
    return usual && scaling.size() < 2 ? Optional.empty() : Optional.of(scaling);
  }

  private static String text(Optional<JsonNode> value) {
    return value.map(JsonNode::toString).orElse("absent");
  }
}
