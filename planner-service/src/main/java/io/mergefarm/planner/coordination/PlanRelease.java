package io.mergefarm.planner.coordination;

import io.mergefarm.contracts.event.MergeEvent.MergeStarted;
import io.mergefarm.contracts.event.MergeOptions;
import io.mergefarm.contracts.event.MergeRequested;
import io.mergefarm.contracts.event.TensorMergeRequested;
import io.mergefarm.contracts.event.Topic;
import io.mergefarm.contracts.licence.CardLicences;
import io.mergefarm.contracts.merge.ShardUploads;
import io.mergefarm.contracts.messaging.EventPublisher;
import io.mergefarm.contracts.plan.MergePlan;
import io.mergefarm.contracts.recipe.ParsedRecipe;
import io.mergefarm.contracts.source.OutputPlace;
import io.mergefarm.contracts.source.SourceFiles;
import io.mergefarm.contracts.source.SourceIndex;
import io.mergefarm.planner.planning.PlanRequest;
import io.mergefarm.planner.planning.PlanResult;
import io.mergefarm.planner.planning.Planner;
import io.mergefarm.planner.tokenizer.TokenizerFiles;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** Plans a merge whose sources are staged, and releases the parts that are not merged yet. */
@ApplicationScoped
class PlanRelease {

  private static final Logger LOG = Logger.getLogger(PlanRelease.class);

  private final Planner planner;
  private final SourceFiles files;
  private final ShardPreparation shards;
  private final EventPublisher publisher;
  private final MergeProgress progress;

  /** Merges whose parts this process has released; a hint that saves repeating them. */
  private final Set<String> released = ConcurrentHashMap.newKeySet();

  PlanRelease(
      Planner planner,
      SourceFiles files,
      ShardPreparation shards,
      EventPublisher publisher,
      MergeProgress progress) {
    this.planner = planner;
    this.files = files;
    this.shards = shards;
    this.publisher = publisher;
    this.progress = progress;
  }

  /** Makes sure that the next release of a merge repeats what is missing. */
  void forget(String mergeId) {
    released.remove(mergeId);
  }

  /**
   * Plans and releases.
   *
   * @return why the merge can not be done, or empty where it goes its way
   */
  Optional<String> release(
      MergeRequested request, ParsedRecipe recipe, Map<String, SourceIndex> sources)
      throws IOException {
    String mergeId = request.mergeId();
    if (released.contains(mergeId)) {
      return Optional.empty();
    }
    Optional<String> objection = outputObjection(request.options(), sources);
    if (objection.isPresent()) {
      return objection;
    }
    PlanResult result =
        planner.plan(
            new PlanRequest(
                mergeId,
                request.recipe(),
                recipe,
                sources,
                Map.of(),
                request.options(),
                TokenizerFiles.of(sources, files),
                new CardLicences(files).of(sources)));
    if (result.planned().isEmpty()) {
      return Optional.of(ProblemList.of(result.problems()));
    }
    MergePlan plan = result.planned().get().plan();
    ShardUploads uploads = shards.prepare(result.planned().get());
    List<TensorMergeRequested> missing = shards.missingParts(plan, uploads);
    LOG.infof("merge %s: %d of %d parts to be merged", mergeId, missing.size(), shards.parts(plan));
    publisher.publish(Topic.MERGE_EVENTS, new MergeStarted(progress.start(plan)));
    publisher.publishAll(
        Topic.TENSOR_MERGE_REQUESTS,
        missing.stream().sorted(Comparator.comparingLong(part -> -part.range().length())).toList());
    released.add(mergeId);
    return Optional.empty();
  }

  private static Optional<String> outputObjection(
      MergeOptions options, Map<String, SourceIndex> sources) throws IOException {
    return options.output().isEmpty()
        ? Optional.empty()
        : new OutputPlace(options.output().get(), options.overwrite()).objection(sources.values());
  }
}
