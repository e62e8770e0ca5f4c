package io.mergefarm.planner.planning;

import io.mergefarm.contracts.plan.MergePlan;
import io.mergefarm.contracts.recipe.Problem;
import io.mergefarm.contracts.storage.ObjectKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What planning came to.
 *
 * @param planned absent where there were errors
 * @param problems errors and warnings, in the order of their places in the recipe
 */
public record PlanResult(Optional<Planned> planned, List<Problem> problems) {

  public PlanResult {
    problems = List.copyOf(problems);
  }

  /**
   * A merge that can be done.
   *
   * @param headers the first bytes of each shard, by the shard's name
   * @param objects what workers and assembler find in the store beside them
   */
  public record Planned(
      MergePlan plan,
      Map<String, byte[]> headers,
      Map<ObjectKey, byte[]> objects,
      PlanSummary summary) {
    public Planned {
      headers = Map.copyOf(headers);
      objects = Map.copyOf(objects);
    }
  }
}
