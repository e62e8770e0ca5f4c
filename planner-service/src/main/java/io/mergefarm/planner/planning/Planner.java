package io.mergefarm.planner.planning;

import io.mergefarm.contracts.method.MethodCatalog;
import io.mergefarm.contracts.method.MethodDescriptor;
import io.mergefarm.contracts.recipe.Recipe;
import io.mergefarm.contracts.recipe.UnsupportedFeatures;
import io.mergefarm.planner.planning.PlanResult.Planned;
import java.util.List;
import java.util.Optional;

/**
 * Plans merges: fixes every output byte's place and how it comes about, from the recipe and the
 * headers of its checkpoints alone.
 */
public final class Planner {

  private final MethodCatalog methods;
  private final String software;

  /**
   * A planner.
   *
   * @param software name and version, which plans carry
   */
  public Planner(MethodCatalog methods, String software) {
    this.methods = methods;
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
    problems.addAll(UnsupportedFeatures.in(request.parsed()));
    for (Recipe stage : stages) {
      new RecipeChecks(stage, problems.of(stage)).method(methods);
      pool.check(stage, problems.of(stage));
    }
    Optional<Planned> planned = Optional.empty();
    for (int i = 0; i < stages.size() && !problems.errors(); i++) {
      Recipe stage = stages.get(i);
      MethodDescriptor method = methods.find(stage.mergeMethod()).orElseThrow();
      boolean output = i == stages.size() - 1;
      ResultTypes results =
          output ? ResultTypes.ofOutput(stage, method) : ResultTypes.ofStage(stage);
      Optional<PlannedStage> result =
          new StagePlanning(
                  stage, method, new Checkpoints(stage, pool), methods, results, problems.of(stage))
              .plan();
      result.ifPresent(found -> pool.add(stage, found));
      if (output) {
        planned =
            result.map(
                found ->
                    new MergePlanning(request, methods, software)
                        .plan(method.name(), found, files, pool.stored()));
      }
    }
    return planned;
  }
}
