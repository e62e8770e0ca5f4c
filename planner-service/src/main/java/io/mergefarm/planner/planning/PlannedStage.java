package io.mergefarm.planner.planning;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * What one document of a recipe comes to.
 *
 * @param config absent where the donor has none
 * @param tokenizer the donor's, where the document says nothing of it
 * @param tokens absent where rows of tokens stay in the order of the models
 */
record PlannedStage(
    List<NamedExpression> tensors,
    Optional<ObjectNode> config,
    ModelTokenizer tokenizer,
    Optional<PlannedTokens> tokens) {

  PlannedStage {
    tensors = List.copyOf(tensors);
  }
}
