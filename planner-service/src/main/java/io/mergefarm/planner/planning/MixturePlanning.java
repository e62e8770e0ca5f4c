package io.mergefarm.planner.planning;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mergefarm.contracts.plan.RowTable;
import io.mergefarm.contracts.recipe.Mixture;
import io.mergefarm.contracts.recipe.Recipe;
import io.mergefarm.contracts.storage.ObjectKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The planning of a document that puts a mixture of experts together. */
final class MixturePlanning {

  private final String mergeId;
  private final Recipe recipe;
  private final Mixture mixture;
  private final Checkpoints checkpoints;
  private final ResultTypes results;
  private final TokenizerPlanning tokenizer;
  private final Problems problems;

  /**
   * A planning.
   *
   * @param results what tensors are rounded to
   */
  MixturePlanning(
      String mergeId,
      Recipe recipe,
      Mixture mixture,
      Checkpoints checkpoints,
      ResultTypes results,
      TokenizerPlanning tokenizer,
      Problems problems) {
    this.mergeId = mergeId;
    this.recipe = recipe;
    this.mixture = mixture;
    this.checkpoints = checkpoints;
    this.results = results;
    this.tokenizer = tokenizer;
    this.problems = problems;
  }

  /** The document's tensors; empty, with problems, where there are errors. */
  Optional<PlannedStage> plan() {
    Optional<MixtureLayout> layout = new MixtureChecks(mixture, checkpoints, problems).layout();
    return layout.isEmpty() || problems.errors() ? Optional.empty() : plan(layout.get());
  }

  private Optional<PlannedStage> plan(MixtureLayout layout) {
    Map<ObjectKey, RowTable> tables = new LinkedHashMap<>();
    RowTables rows = new RowTables(mergeId, tables);
    MixtureGates gates = new MixtureGates(mixture, checkpoints.donor(), rows, problems);
    MixtureTensors tensors =
        new MixtureTensors(recipe, mixture, layout, checkpoints, results, gates, rows, problems);
    List<NamedExpression> built = tensors.build();
    return problems.errors()
        ? Optional.empty()
        : Optional.of(
            tokenizer.planned(built, config(layout, built, tensors.width())).withTables(tables));
  }

  private Optional<ObjectNode> config(
      MixtureLayout layout, List<NamedExpression> tensors, long width) {
    Optional<ObjectNode> config =
        new OutputConfig(checkpoints.donor(), problems)
            .build(new Arrangement.Modular(List.of()), tensors, false, tokenizer.config(tensors));
    config.ifPresent(new MixtureConfig(mixture, layout, width)::write);
    return config;
  }
}
