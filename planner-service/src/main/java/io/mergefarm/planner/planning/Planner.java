package io.mergefarm.planner.planning;

import io.mergefarm.contracts.method.BuiltInMethods;
import io.mergefarm.contracts.method.MethodCatalog;
import io.mergefarm.contracts.method.MethodDescriptor;
import io.mergefarm.contracts.recipe.Mixture;
import io.mergefarm.contracts.recipe.ParsedRecipe;
import io.mergefarm.contracts.recipe.Recipe;
import io.mergefarm.contracts.recipe.UnsupportedFeatures;
import io.mergefarm.planner.planning.PlanResult.Planned;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Plans merges: fixes every output byte's place and how it comes about, from the recipe and the
 * headers of its checkpoints alone.
 */
public final class Planner {

  private final MethodCatalog methods;
  private final PartSizes partSizes;
  private final String software;

  /**
   * A planner.
   *
   * @param partSizes of requests that do not say how large parts are
   * @param software name and version, which plans carry
   */
  public Planner(MethodCatalog methods, PartSizes partSizes, String software) {
    this.methods = methods;
    this.partSizes = partSizes;
    this.software = software;
  }

  /** The plan, or every problem that stands in its way. */
  public PlanResult plan(PlanRequest request) {
    Problems problems = new Problems(request.parsed());
    return new PlanResult(plan(request, problems), problems.sorted());
  }

  private Optional<Planned> plan(PlanRequest request, Problems problems) {
    List<Recipe> stages = request.parsed().stages();
    FileTable files = new FileTable();
    ModelPool pool = new ModelPool(request, files);
    check(request.parsed(), pool, problems);
    new LicenceComparison(request.licences(), problems).compare(request.parsed());
    List<PlannedStage> planned = new ArrayList<>();
    for (int i = 0; i < stages.size() && !problems.errors(); i++) {
      Recipe stage = stages.get(i);
      boolean last = i == stages.size() - 1;
      plan(request.mergeId(), stage, last, pool, problems.of(stage))
          .ifPresent(
              output -> {
                planned.add(output);
                pool.add(stage, output);
              });
    }
    return problems.errors()
        ? Optional.empty()
        : Optional.of(
            new MergePlanning(request, methods, partSizes, software)
                .plan(name(stages.getLast()), planned, files, pool.stored()));
  }

  /** What needs no tensors is checked in all stages before any is planned. */
  private void check(ParsedRecipe parsed, ModelPool pool, Problems problems) {
    problems.addAll(UnsupportedFeatures.in(parsed));
    for (Recipe stage : parsed.stages()) {
      if (!(stage.composition() instanceof Mixture)) {
        new RecipeChecks(stage, problems.of(stage)).method(methods);
      }
      pool.check(stage, problems.of(stage));
    }
  }

  private Optional<PlannedStage> plan(
      String mergeId, Recipe stage, boolean last, ModelPool pool, Problems problems) {
    pool.adapt(stage, problems);
    if (problems.errors()) {
      return Optional.empty();
    }
    MethodDescriptor method = method(stage);
    ResultTypes results = last ? ResultTypes.ofOutput(stage, method) : ResultTypes.ofStage(stage);
    Checkpoints checkpoints = new Checkpoints(stage, pool);
    TokenizerPlanning tokenizer = new TokenizerPlanning(mergeId, stage, checkpoints, problems);
    if (stage.composition() instanceof Mixture mixture) {
      return new MixturePlanning(mergeId, stage, mixture, checkpoints, results, tokenizer, problems)
          .plan();
    }
    return new StagePlanning(stage, method, checkpoints, methods, results, tokenizer, problems)
        .plan();
  }

  /** What is done with the models; those of a mixture are passed through. */
  private MethodDescriptor method(Recipe stage) {
    return stage.composition() instanceof Mixture
        ? BuiltInMethods.PASSTHROUGH
        : methods.find(stage.mergeMethod()).orElseThrow();
  }

  private String name(Recipe stage) {
    return stage.composition() instanceof Mixture ? Mixture.METHOD : method(stage).name();
  }
}
