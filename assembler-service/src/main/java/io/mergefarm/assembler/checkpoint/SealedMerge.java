package io.mergefarm.assembler.checkpoint;

import io.mergefarm.contracts.plan.FilledTokens;
import io.mergefarm.contracts.plan.MergePlan;
import io.mergefarm.contracts.plan.PartRecord;
import io.mergefarm.contracts.source.SourceIndex;
import java.util.List;

/**
 * A merge whose shards lie complete in the store, with all that the rest of its checkpoint is made
 * from.
 *
 * @param name what people call the merge
 * @param recipe its YAML as it came
 * @param sources the indexes of the plan's sources, in the plan's order
 * @param parts the records of the plan's parts, in any order, each of the upload that was completed
 * @param filledTokens what the planner has noted of tokens that some models lack
 */
public record SealedMerge(
    String name,
    MergePlan plan,
    String recipe,
    List<SourceIndex> sources,
    List<PartRecord> parts,
    List<FilledTokens> filledTokens) {

  public SealedMerge {
    sources = List.copyOf(sources);
    parts = List.copyOf(parts);
    filledTokens = List.copyOf(filledTokens);
    List<String> planned = plan.sources().stream().map(MergePlan.PlannedSource::sourceId).toList();
    if (!planned.equals(sources.stream().map(SourceIndex::id).toList())) {
      throw new IllegalArgumentException("the plan is of other sources: " + planned);
    }
  }

  /** The checkpoint that gives config and tokenizer, unless the plan names another for this. */
  SourceIndex donor() {
    return sources.get(plan.donor());
  }

  /** A file of a source under the name that the plan and the digests of inputs use. */
  String inputFile(int source, String path) {
    return plan.sources().get(source).model() + "/" + path;
  }
}
