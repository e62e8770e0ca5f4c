package io.mergefarm.planner.planning;

import io.mergefarm.contracts.plan.RowTable;
import io.mergefarm.contracts.plan.TensorExpression;
import io.mergefarm.contracts.plan.TensorExpression.Gather;
import io.mergefarm.contracts.safetensors.DType;
import io.mergefarm.contracts.safetensors.Shape;
import io.mergefarm.contracts.storage.ObjectKey;
import io.mergefarm.contracts.storage.StoreLayout;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Makes gathers, and keeps the tables that they refer to. */
record RowTables(String mergeId, Map<ObjectKey, RowTable> tables) {

  /** Means of rows of a matrix; one of no rows is zero. */
  Gather gather(DType dtype, List<List<RowTable.Term>> rows, TensorExpression matrix) {
    return new Gather(dtype, matrix.shape().withRows(rows.size()), key(rows), List.of(matrix));
  }

  /** A vector of zeros. */
  Gather zeros(DType dtype, long length) {
    List<List<RowTable.Term>> rows =
        Collections.nCopies(Math.toIntExact(length), List.<RowTable.Term>of());
    return new Gather(dtype, Shape.of(length), key(rows), List.of());
  }

  private ObjectKey key(List<List<RowTable.Term>> rows) {
    RowTable table = RowTable.of(rows, 0);
    ObjectKey key = StoreLayout.rowTable(mergeId, table.digest());
    tables.put(key, table);
    return key;
  }
}
