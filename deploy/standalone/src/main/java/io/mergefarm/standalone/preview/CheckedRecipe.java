package io.mergefarm.standalone.preview;

import io.mergefarm.contracts.plan.PlannedTensor;
import io.mergefarm.contracts.plan.TensorExpression;
import io.mergefarm.contracts.recipe.Problem;
import io.mergefarm.planner.planning.PlanResult.Planned;
import io.mergefarm.worker.evaluation.SmallMerge;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is known of a merge before it begins.
 *
 * @param planned absent where there were errors
 */
public record CheckedRecipe(Optional<Planned> planned, List<Problem> problems) {

  /** The merge that most elements go through, of small tensors; absent where none is merged. */
  public Optional<TensorExpression> typicalMerge() {
    Map<TensorExpression, Long> elements = new HashMap<>();
    tensors()
        .map(PlannedTensor::expression)
        .forEach(
            expression ->
                SmallMerge.like(expression)
                    .ifPresent(
                        small -> elements.merge(small, expression.shape().elements(), Long::sum)));
    return elements.entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey);
  }

  private Stream<PlannedTensor> tensors() {
    return planned.stream()
        .flatMap(result -> result.plan().shards().stream())
        .flatMap(shard -> shard.tensors().stream());
  }

  public boolean passed() {
    return planned.isPresent();
  }
}
