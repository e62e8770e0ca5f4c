package io.mergefarm.planner.planning;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mergefarm.contracts.plan.FilledTokens;
import io.mergefarm.contracts.plan.RowTable;
import io.mergefarm.contracts.source.CheckpointKind;
import io.mergefarm.contracts.storage.ObjectKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one document of a recipe comes to.
 *
 * @param kind adapters that are merged with one another come to an adapter
 * @param config absent where the donor has none
 * @param tokenizer the donor's, where the document says nothing of it
 * @param filled the tokens that some models lack, for each group of tensors; absent where rows of
 *     tokens stay in the order of the models
 * @param tables that gathers refer to
 */
record PlannedStage(
    CheckpointKind kind,
    List<NamedExpression> tensors,
    Optional<ObjectNode> config,
    ModelTokenizer tokenizer,
    Optional<List<FilledTokens>> filled,
    Map<ObjectKey, RowTable> tables) {

  PlannedStage {
    tensors = List.copyOf(tensors);
    tables = Map.copyOf(tables);
  }

  /** The same with some more tables. */
  PlannedStage withTables(Map<ObjectKey, RowTable> more) {
    Map<ObjectKey, RowTable> all = new LinkedHashMap<>(tables);
    all.putAll(more);
    return new PlannedStage(kind, tensors, config, tokenizer, filled, all);
  }
}
