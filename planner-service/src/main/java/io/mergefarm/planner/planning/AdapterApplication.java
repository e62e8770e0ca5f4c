package io.mergefarm.planner.planning;

import io.mergefarm.contracts.plan.TensorExpression;
import io.mergefarm.contracts.recipe.ModelMention;
import io.mergefarm.contracts.source.CheckpointKind;
import io.mergefarm.planner.adapter.Adaptation;
import io.mergefarm.planner.adapter.AdaptedModel;
import io.mergefarm.planner.adapter.AdapterProblem;
import io.mergefarm.planner.adapter.AdapterProblem.Kind;
import io.mergefarm.planner.adapter.LoraAdapter;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The application of an adapter to a model, where a recipe names the two together. */
final class AdapterApplication {

  private final ModelMention mention;
  private final Problems problems;

  AdapterApplication(ModelMention mention, Problems problems) {
    this.mention = mention;
    this.problems = problems;
  }

  /** The model with the adapter; empty, with problems, where it can not be applied. */
  Optional<Checkpoint> apply(Checkpoint model, Checkpoint adapter) {
    if (model.kind() != CheckpointKind.MODEL) {
      refuseAsModel(mention, problems);
    }
    if (adapter.kind() != CheckpointKind.ADAPTER) {
      problems.error(
          "not-an-adapter",
          mention.path(),
          adapter.model() + " is a model, and behind the + stands an adapter.",
          "Name the folder that holds adapter_config.json.");
    }
    if (model.kind() != CheckpointKind.MODEL || adapter.kind() != CheckpointKind.ADAPTER) {
      return Optional.empty();
    }
    Adaptation adaptation =
        LoraAdapter.apply(
            mention.model().text(),
            adapter.configFile().orElseThrow(),
            adapter.tensors(),
            new Target(model));
    report(adapter, adaptation);
    warnOfHead(model, adaptation.tensors());
    return adaptation.problems().isEmpty()
        ? Optional.of(model.changed(mention.model(), adaptation.tensors()))
        : Optional.empty();
  }

  /** Reports an adapter that stands where a model belongs. */
  static void refuseAsModel(ModelMention mention, Problems problems) {
    String adapter = mention.model().plain().text();
    problems.error(
        "not-a-model",
        mention.path(),
        adapter + " is an adapter, and a model is wanted.",
        "Write MODEL+" + adapter + " to apply it to a model.");
  }

  private void report(Checkpoint adapter, Adaptation adaptation) {
    for (Kind kind : Kind.values()) {
      String reasons =
          adaptation.problems().stream()
              .filter(problem -> problem.kind() == kind)
              .map(AdapterProblem::reason)
              .collect(Collectors.joining("; "));
      if (!reasons.isEmpty()) {
        problems.error(
            code(kind),
            mention.path(),
            "The adapter %s can not be applied: %s.".formatted(adapter.model(), reasons));
      }
    }
  }

  private static String code(Kind kind) {
    return switch (kind) {
      case CONFIG -> "adapter-config";
      case TENSORS -> "adapter-tensor";
      case SHAPES -> "adapter-shape";
    };
  }

  /** An adapter that changes an embedding changes the head that it serves as, too. */
  private void warnOfHead(Checkpoint model, Map<String, TensorExpression> changes) {
    boolean added = changes.keySet().stream().anyMatch(name -> !model.names().contains(name));
    boolean embedding = model.embedding().filter(changes::containsKey).isPresent();
    if (headless(model) && embedding && !added) {
      problems.warning(
          "tied-embedding",
          mention.path(),
          "The adapter changes the embedding of %s, which is its head as well: both are changed."
              .formatted(model.model()));
    }
  }

  private static boolean headless(Checkpoint model) {
    return model.tied() && !model.hasHead();
  }

  /**
   * An adapter may change a head that a model does not store, since its embedding serves as one.
   */
  private record Target(Checkpoint model) implements AdaptedModel {

    @Override
    public Set<String> names() {
      return model.names();
    }

    @Override
    public Optional<TensorExpression> tensor(String name) {
      return model.tensor(name).or(() -> head(name));
    }

    private Optional<TensorExpression> head(String name) {
      return headless(model) && isHead(name)
          ? model.embedding().flatMap(model::tensor)
          : Optional.empty();
    }

    private static boolean isHead(String name) {
      return name.endsWith(".weight")
          && LayerName.of(name).isEmpty()
          && TensorRole.of(name) == TensorRole.BEHIND;
    }
  }
}
