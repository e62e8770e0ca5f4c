package io.mergefarm.planner.planning;

import com.fasterxml.jackson.databind.JsonNode;
import io.mergefarm.contracts.recipe.Mixture;
import io.mergefarm.contracts.recipe.Mixture.Expert;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Checks what a recipe says of a mixture, and finds the architecture that it can have. */
final class MixtureChecks {

  private final Mixture mixture;
  private final Checkpoints checkpoints;
  private final Problems problems;

  MixtureChecks(Mixture mixture, Checkpoints checkpoints, Problems problems) {
    this.mixture = mixture;
    this.checkpoints = checkpoints;
    this.problems = problems;
  }

  /** The layout of the mixture; empty, with a problem, where there is none for these models. */
  Optional<MixtureLayout> layout() {
    numbers();
    if (mixture.gateMode().readsPrompts()) {
      prompts("experts", mixture.experts());
    }
    List<MixtureLayout> candidates =
        mixture
            .architecture()
            .map(this::named)
            .orElseGet(() -> Arrays.asList(MixtureLayout.values()));
    Set<String> types = modelTypes();
    int shared = mixture.sharedExperts().size();
    Optional<MixtureLayout> found =
        candidates.stream().filter(layout -> layout.objection(types, shared).isEmpty()).findFirst();
    if (found.isEmpty() && !candidates.isEmpty()) {
      problems.error(
          "unfit-experts",
          mixture.architecture().isPresent() ? "architecture" : "experts",
          "These models can not become a mixture: "
              + candidates.stream()
                  .map(
                      layout ->
                          layout.title() + ": " + layout.objection(types, shared).orElseThrow())
                  .collect(Collectors.joining("; "))
              + ".");
    }
    found.ifPresent(this::sharedPrompts);
    return found;
  }

  private void sharedPrompts(MixtureLayout layout) {
    List<Expert> shared = mixture.sharedExperts();
    if (layout.sharedGate().isPresent() && mixture.gateMode().readsPrompts()) {
      prompts("shared_experts", shared);
    } else if (shared.stream().anyMatch(expert -> !expert.positivePrompts().isEmpty())) {
      problems.warning(
          "ignored-key",
          "shared_experts[0].positive_prompts",
          "Every token goes through the shared expert of %s, and its prompts say nothing."
              .formatted(layout.title()));
    }
  }

  private List<MixtureLayout> named(String beginning) {
    List<MixtureLayout> named = MixtureLayout.named(beginning);
    if (named.isEmpty()) {
      problems.error(
          "unknown-architecture",
          "architecture",
          "No mixture is called " + beginning + ".",
          Arrays.stream(MixtureLayout.values())
              .map(MixtureLayout::title)
              .collect(Collectors.joining(", ", "There are ", ".")));
    }
    return named;
  }

  private Set<String> modelTypes() {
    return checkpoints.all().stream()
        .map(
            model ->
                model
                    .config()
                    .flatMap(config -> config.find("model_type"))
                    .map(JsonNode::asText)
                    .orElse("unknown"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private void numbers() {
    int count = mixture.experts().size();
    if (mixture.expertsPerToken() > count) {
      problems.error(
          "illegal-value",
          "experts_per_token",
          "A token can not go through %d of %d experts."
              .formatted(mixture.expertsPerToken(), count),
          "Write a number from 1 to %d.".formatted(count));
    }
    boolean noise = mixture.experts().stream().anyMatch(expert -> expert.noiseScale() != 0);
    if (count > 1 && distinct(mixture.experts(), Expert::model) == 1 && !noise) {
      problems.warning(
          "equal-experts",
          "experts",
          "All experts are taken from one model, and so compute the same.",
          "Give them a noise_scale if they are to be trained apart.");
    }
  }

  private static long distinct(List<Expert> experts, Function<Expert, Object> property) {
    return experts.stream().map(property).distinct().count();
  }

  private void prompts(String list, List<Expert> experts) {
    List<String> silent =
        IntStream.range(0, experts.size())
            .filter(i -> experts.get(i).positivePrompts().isEmpty())
            .mapToObj(i -> list + "[" + i + "]")
            .toList();
    silent.forEach(
        path ->
            problems.error(
                "missing-prompts",
                path,
                "A gate by prompts needs positive_prompts for each expert.",
                "Add texts that the expert is to be chosen for, or write gate_mode: random."));
    boolean equal =
        distinct(experts, expert -> List.of(expert.positivePrompts(), expert.negativePrompts()))
            == 1;
    if (silent.isEmpty() && experts.size() > 1 && equal) {
      problems.error(
          "equal-prompts",
          list,
          "All experts have the same prompts, so that no gate could tell them apart.",
          "Give each expert prompts of its own.");
    }
  }
}
