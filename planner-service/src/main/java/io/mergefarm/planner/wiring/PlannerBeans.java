package io.mergefarm.planner.wiring;

import io.mergefarm.contracts.method.MethodCatalog;
import io.mergefarm.contracts.recipe.RecipeParser;
import io.mergefarm.planner.planning.PartSizes;
import io.mergefarm.planner.planning.Planner;
import io.mergefarm.planner.planning.Software;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The planner's objects as beans. */
final class PlannerBeans {

  @Produces
  @Singleton
  RecipeParser parser() {
    return new RecipeParser();
  }

  @Produces
  @Singleton
  Planner planner(MethodCatalog methods, PlannerConfig config) {
    PartSizes partSizes = new PartSizes(config.parts(), config.largestPart());
    return new Planner(methods, partSizes, Software.current());
  }
}
