package io.mergefarm.contracts.storage;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

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

  /** The digests of the blocks of a source's file. */
  public static ObjectKey sourceDigests(String sourceId, String path) {
    return SOURCES.child(sourceId).child("digests").child(path + ".json");
  }

  /** The multipart upload of a source's file, while it is staged. */
  public static ObjectKey sourceUpload(String sourceId, String path) {
    return SOURCES.child(sourceId).child("uploads").child(path + ".json");
  }

  /** Everything of one merge lies below this key. */
  public static ObjectKey merge(String mergeId) {
    return MERGES.child(mergeId);
  }

  /** The request as it came, so that a merge can be planned again. */
  public static ObjectKey request(String mergeId) {
    return merge(mergeId).child("request.json");
  }

  /** Which source a model was resolved to; the model's text is hashed, since it may be a path. */
  public static ObjectKey resolvedSource(String mergeId, String model) {
    String name = UUID.nameUUIDFromBytes(model.getBytes(StandardCharsets.UTF_8)).toString();
    return resolvedSources(mergeId).child(name + ".json");
  }

  public static ObjectKey resolvedSources(String mergeId) {
    return merge(mergeId).child("sources");
  }

  /** A shard of the finished model. */
  public static ObjectKey shard(String mergeId, String shard) {
    return output(mergeId).child(shard);
  }

  /** The multipart uploads of the merge's shards. */
  public static ObjectKey uploads(String mergeId) {
    return merge(mergeId).child("uploads.json");
  }

  /** How the merge ended; there is none while it goes on. */
  public static ObjectKey ending(String mergeId) {
    return merge(mergeId).child("ending.json");
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

  /** A table of the rows of a gathered tensor, named by its digest. */
  public static ObjectKey rowTable(String mergeId, String digest) {
    return merge(mergeId).child("rows").child(digest);
  }

  /** A file that the planner has made for the output's tokenizer. */
  public static ObjectKey tokenizerFile(String mergeId, String path) {
    return merge(mergeId).child("tokenizer").child(path);
  }

  /** The tokens that some models do not have, and where their rows come from. */
  public static ObjectKey filledTokens(String mergeId) {
    return merge(mergeId).child("filled-tokens.json");
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
