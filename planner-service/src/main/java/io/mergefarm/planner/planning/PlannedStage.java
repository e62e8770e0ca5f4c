package io.mergefarm.planner.planning;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * What one document of a recipe comes to.
 *
 * @param config absent where the donor has none
 */
record PlannedStage(List<NamedExpression> tensors, Optional<ObjectNode> config) {

  PlannedStage {
    tensors = List.copyOf(tensors);
  }
}
