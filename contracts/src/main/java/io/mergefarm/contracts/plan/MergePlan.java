package io.mergefarm.contracts.plan;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mergefarm.contracts.method.NanPolicy;
import io.mergefarm.contracts.source.SourceFile;
import java.util.List;
import java.util.Optional;

/**
 * Everything that a merge will do, known before any weight is read: the object {@code
 * merges/<id>/plan.json}. Equal recipes over equal sources have equal plans.
 *
 * @param mergeId the merge
 * @param method the recipe's merge method
 * @param recipeDigest the SHA-256 of the recipe's text, in hex
 * @param seed of the randomised methods
 * @param nan what becomes of elements that are not a number
 * @param software name and version of what made the plan
 * @param sources the checkpoints that take part, in the recipe's order, the base first
 * @param donor the place among the sources of the checkpoint that gives config and tokenizer
 * @param files all weight files, with paths such as {@code model/path}; stored tensors refer to
 *     their place in this list
 * @param config the output's {@code config.json}; absent for bare tensor files
 * @param tokenizer absent: the donor's is carried as it is
 */
public record MergePlan(
    String mergeId,
    String method,
    String recipeDigest,
    long seed,
    NanPolicy nan,
    String software,
    List<PlannedSource> sources,
    int donor,
    List<SourceFile> files,
    Optional<ObjectNode> config,
    Optional<PlannedTokenizer> tokenizer,
    List<PlannedShard> shards) {

  public MergePlan {
    sources = List.copyOf(sources);
    files = List.copyOf(files);
    shards = List.copyOf(shards);
  }

  /**
   * A checkpoint that takes part.
   *
   * @param model as the recipe writes it
   * @param sourceId its index lies under {@code sources/<id>/index.json}
   * @param revision the resolved revision
   * @param base whether it is the recipe's base model
   */
  public record PlannedSource(String model, String sourceId, String revision, boolean base) {}

  /**
   * The tokenizer of the output.
   *
   * @param source the place among the sources of the checkpoint whose tokenizer it begins with
   * @param files those that differ from that checkpoint's; they lie under {@code
   *     merges/<id>/tokenizer/}
   * @param filled whether {@code merges/<id>/filled-tokens.json} tells of tokens that were filled
   *     in
   */
  public record PlannedTokenizer(int source, List<String> files, boolean filled) {
    public PlannedTokenizer {
      files = List.copyOf(files);
    }
  }
}
