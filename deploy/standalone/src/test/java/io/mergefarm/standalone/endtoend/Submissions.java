package io.mergefarm.standalone.endtoend;

import io.mergefarm.contracts.event.MergeOptions;
import io.mergefarm.contracts.merge.MergeSubmission;
import io.mergefarm.contracts.method.NanPolicy;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Asks for merges.
 *
 * @param models the folder that the models' paths start from
 */
record Submissions(Path models, long shardSize, OptionalLong partSize, long seed, NanPolicy nan) {

  static Submissions of(Path models) {
    return new Submissions(
        models, MergeOptions.DEFAULT_SHARD_SIZE, OptionalLong.empty(), 0, NanPolicy.PROPAGATE);
  }

  Submissions withShards(long size) {
    return new Submissions(models, size, partSize, seed, nan);
  }

  Submissions withParts(long size) {
    return new Submissions(models, shardSize, OptionalLong.of(size), seed, nan);
  }

  Submissions withSeed(long newSeed) {
    return new Submissions(models, shardSize, partSize, newSeed, nan);
  }

  Submissions refusingNan() {
    return new Submissions(models, shardSize, partSize, seed, NanPolicy.ERROR);
  }

  MergeSubmission merge(String recipe, Path out) {
    return new MergeSubmission(
        "recipe",
        recipe,
        new MergeOptions(
            models.toUri(), Optional.of(out.toUri()), false, shardSize, partSize, seed, nan));
  }
}
