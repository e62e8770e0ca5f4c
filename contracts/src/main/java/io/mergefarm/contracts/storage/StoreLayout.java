package io.mergefarm.contracts.storage;

/** The keys of the object store. */
public final class StoreLayout {

  private static final ObjectKey SOURCES = new ObjectKey("sources");
  private static final ObjectKey MERGES = new ObjectKey("merges");

  private StoreLayout() {}

  public static ObjectKey sourceIndex(String sourceId) {
    return SOURCES.child(sourceId).child("index.json");
  }

  public static ObjectKey sourceFile(String sourceId, String path) {
    return SOURCES.child(sourceId).child("files").child(path);
  }

  /** Everything of one merge lies below this key. */
  public static ObjectKey merge(String mergeId) {
    return MERGES.child(mergeId);
  }

  public static ObjectKey recipe(String mergeId) {
    return merge(mergeId).child("recipe.yml");
  }

  public static ObjectKey plan(String mergeId) {
    return merge(mergeId).child("plan.json");
  }

  /** The header of an output shard, which its first part begins with. */
  public static ObjectKey shardHeader(String mergeId, String shard) {
    return merge(mergeId).child("headers").child(shard);
  }

  /** The record of a part that is merged and stored. */
  public static ObjectKey partRecord(String mergeId, String partId) {
    return partRecords(mergeId).child(partId + ".json");
  }

  public static ObjectKey partRecords(String mergeId) {
    return merge(mergeId).child("parts");
  }

  /** The folder of the finished model. */
  public static ObjectKey output(String mergeId) {
    return merge(mergeId).child("output");
  }
}
