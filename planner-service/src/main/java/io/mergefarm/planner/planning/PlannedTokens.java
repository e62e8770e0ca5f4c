package io.mergefarm.planner.planning;

import io.mergefarm.contracts.plan.FilledTokens;
import io.mergefarm.contracts.plan.RowTable;
import io.mergefarm.contracts.storage.ObjectKey;
import java.util.List;
import java.util.Map;

/**
 * How a document's tensors come to have a row for each token of its vocabulary.
 *
 * @param tables that gathers refer to
 * @param filled the tokens that some models lack, for each group of tensors
 */
record PlannedTokens(Map<ObjectKey, RowTable> tables, List<FilledTokens> filled) {

  PlannedTokens {
    tables = Map.copyOf(tables);
    filled = List.copyOf(filled);
  }
}
