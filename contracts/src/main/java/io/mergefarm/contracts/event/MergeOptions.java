package io.mergefarm.contracts.event;

import io.mergefarm.contracts.method.NanPolicy;
import java.net.URI;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a merge is asked for beside its recipe.
 *
 * @param folder a {@code file:} URI that relative model paths are resolved against
 * @param output where the finished checkpoint goes; absent: it stays in the object store
 * @param overwrite whether an output folder that is not empty is replaced
 * @param shardSize the most bytes of tensors in a shard, unless one tensor alone has more
 * @param partSize the bytes that parts aim at; absent: what suits the size of the output
 * @param seed of the randomised methods
 * @param nan what becomes of elements that are not a number
 */
public record MergeOptions(
    URI folder,
    Optional<URI> output,
    boolean overwrite,
    long shardSize,
    OptionalLong partSize,
    long seed,
    NanPolicy nan) {

  public static final long DEFAULT_SHARD_SIZE = 5_000_000_000L;

  public MergeOptions {
    if (shardSize <= 0 || partSize.orElse(1) <= 0) {
      throw new IllegalArgumentException("shard and part sizes are positive");
    }
  }
}
