package io.mergefarm.worker.evaluation;

import io.mergefarm.contracts.plan.RowTable;
import io.mergefarm.contracts.storage.ObjectKey;
import io.mergefarm.contracts.storage.ObjectStore;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Tables in the object store. Those used last are kept: all parts of an embedding share a few. */
final class StoredRowTables implements RowTables {

  private static final int MOST_KEPT = 16;

  private final ObjectStore store;
  private final Map<ObjectKey, RowTable> kept = new LinkedHashMap<>(MOST_KEPT, 0.75f, true);

  StoredRowTables(ObjectStore store) {
    this.store = store;
  }

  @Override
  public synchronized RowTable find(ObjectKey key) throws IOException {
    RowTable table = kept.get(key);
    if (table == null) {
      table = read(key);
      kept.put(key, table);
      if (kept.size() > MOST_KEPT) {
        kept.remove(kept.keySet().iterator().next());
      }
    }
    return table;
  }

  private RowTable read(ObjectKey key) throws IOException {
    byte[] bytes =
        store
            .get(key, RowTable.MAX_BYTES)
            .orElseThrow(() -> new RefusedDataException("there is no table of rows " + key));
    try {
      RowTable table = RowTable.decode(bytes);
      if (table.digest().equals(key.name())) {
        return table;
      }
    } catch (IllegalArgumentException e) {
      throw new RefusedDataException("the table of rows " + key + " is broken: " + e.getMessage());
    }
    throw new RefusedDataException("the table of rows " + key + " is not what its name says");
  }
}
