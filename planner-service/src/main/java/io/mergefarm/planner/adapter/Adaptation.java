package io.mergefarm.planner.adapter;

import io.mergefarm.contracts.plan.TensorExpression;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an adapter makes of a model.
 *
 * @param tensors that it changes, by their names in the model; incomplete where there are problems
 */
public record Adaptation(Map<String, TensorExpression> tensors, List<AdapterProblem> problems) {

  public Adaptation {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    problems = List.copyOf(problems);
  }
}
