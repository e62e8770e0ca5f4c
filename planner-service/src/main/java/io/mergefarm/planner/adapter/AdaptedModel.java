package io.mergefarm.planner.adapter;

import io.mergefarm.contracts.plan.TensorExpression;
import java.util.Optional;
import java.util.Set;

/** The tensors of a model that an adapter is applied to. */
public interface AdaptedModel {

  Set<String> names();

  /** A tensor, or what stands for it where the model does without, as an embedding for its head. */
  Optional<TensorExpression> tensor(String name);
}
