package io.mergefarm.worker.evaluation;

import io.mergefarm.contracts.plan.RowTable;
import io.mergefarm.contracts.storage.ObjectKey;
import java.io.IOException;

/** Finds the tables that gathers refer to. */
@FunctionalInterface
interface RowTables {

  /**
   * The table of a key.
   *
   * @throws RefusedDataException if there is none
   * @throws IOException if it can not be read now
   */
  RowTable find(ObjectKey key) throws IOException;

  /** For expressions that gather nothing. */
  static RowTables none() {
    return key -> {
      throw new RefusedDataException("there is no table of rows " + key);
    };
  }
}
