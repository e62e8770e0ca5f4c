package io.mergefarm.fetcher.checkpoint;

import io.mergefarm.contracts.safetensors.SafetensorsException;
import io.mergefarm.contracts.source.SourceChangedException;
import io.mergefarm.contracts.source.SourceFiles;
import io.mergefarm.contracts.source.SourceIndex;
import io.mergefarm.contracts.storage.Buckets;
import io.mergefarm.contracts.storage.S3Address;
import java.io.IOException;
import java.util.Optional;

/** Indexes checkpoints in buckets, {@code s3://bucket/prefix}. */
public final class BucketCheckpoints {

  private final Buckets buckets;
  private final CheckpointIndexer indexer;

  public BucketCheckpoints(Buckets buckets, SourceFiles files) {
    this.buckets = buckets;
    this.indexer = new CheckpointIndexer(files);
  }

  /** Whether a model is named by an address in a bucket. */
  public static boolean named(String model) {
    return S3Address.begins(model);
  }

  /**
   * Indexes a checkpoint. Of its weights only the headers are read.
   *
   * @param model the model reference as the recipe writes it
   * @throws CheckpointException if there is no such checkpoint, or it is not valid
   * @throws IOException if it can not be read now
   */
  public SourceIndex index(String model) throws CheckpointException, IOException {
    S3Address address = address(model);
    CheckpointFolder folder = new CheckpointFolder(model, address.uri(), Optional.empty());
    try {
      BucketListing listing = new BucketListing(folder, buckets.bucket(address.bucket()), address);
      return indexer.index(folder, listing.read());
    } catch (SafetensorsException | SourceChangedException e) {
      throw new CheckpointException(model, e.getMessage(), e);
    }
  }

  private static S3Address address(String model) throws CheckpointException {
    try {
      return S3Address.parse(model);
    } catch (IllegalArgumentException e) {
      throw new CheckpointException(model, e.getMessage(), e);
    }
  }
}
