package io.mergefarm.planner.planning;

import io.mergefarm.contracts.method.MethodCatalog;
import io.mergefarm.contracts.method.MethodDescriptor;
import io.mergefarm.contracts.recipe.Recipe;
import io.mergefarm.contracts.recipe.UnsupportedFeatures;
import io.mergefarm.planner.planning.PlanResult.Planned;
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
    Optional<Planned> planned =
        request.parsed().recipe().flatMap(recipe -> plan(recipe, request, problems));
    return new PlanResult(planned, problems.sorted());
  }

  private Optional<Planned> plan(Recipe recipe, PlanRequest request, Problems problems) {
    problems.addAll(UnsupportedFeatures.in(request.parsed()));
    Optional<MethodDescriptor> method = new RecipeChecks(recipe, problems).method(methods);
    FileTable files = new FileTable();
    Optional<Checkpoints> checkpoints = Checkpoints.of(recipe, request, files, problems);
    if (problems.errors()) {
      return Optional.empty();
    }
    return new MergePlanning(
            recipe,
            method.orElseThrow(),
            checkpoints.orElseThrow(),
            methods,
            files,
            request,
            problems)
        .plan(software);
  }
}
