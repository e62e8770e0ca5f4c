package io.mergefarm.planner.coordination;

import io.mergefarm.contracts.event.Event;
import io.mergefarm.contracts.event.MergeEvent.MergeAccepted;
import io.mergefarm.contracts.event.MergeRequested;
import io.mergefarm.contracts.event.MergeStatus;
import io.mergefarm.contracts.event.SourceEvent.SourceFailed;
import io.mergefarm.contracts.event.SourceEvent.SourceStaged;
import io.mergefarm.contracts.event.SourceRequested;
import io.mergefarm.contracts.event.Topic;
import io.mergefarm.contracts.merge.MergeRecords;
import io.mergefarm.contracts.merge.ResolvedSource;
import io.mergefarm.contracts.messaging.EventPublisher;
import io.mergefarm.contracts.recipe.ModelReference;
import io.mergefarm.contracts.recipe.ParsedRecipe;
import io.mergefarm.contracts.recipe.RecipeParser;
import io.mergefarm.contracts.source.SourceIndex;
import io.mergefarm.planner.planning.UnavailableModel;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Leads a merge from its request to the release of its parts. Every step compares what is wanted
 * with what the store holds, so that repeated events change nothing and a restart goes on.
 */
@ApplicationScoped
public class MergeCoordinator {

  private final MergeRecords records;
  private final EventPublisher publisher;
  private final RecipeParser parser;
  private final PlanRelease release;
  private final MergeEndings endings;
  private final OutputCheck outputCheck;

  MergeCoordinator(
      MergeRecords records,
      EventPublisher publisher,
      RecipeParser parser,
      PlanRelease release,
      MergeEndings endings,
      OutputCheck outputCheck) {
    this.records = records;
    this.publisher = publisher;
    this.parser = parser;
    this.release = release;
    this.endings = endings;
    this.outputCheck = outputCheck;
  }

  /** Takes a request and asks for its sources. */
  public synchronized void accept(MergeRequested request) throws IOException {
    String mergeId = request.mergeId();
    boolean repeated =
        records
            .request(mergeId)
            .filter(earlier -> earlier.requestId().equals(request.requestId()))
            .isPresent();
    if (!repeated) {
      records.reopen(mergeId);
      records.putRequest(request);
      release.forget(mergeId);
    } else if (records.ending(mergeId).isPresent()) {
      return;
    }
    publisher.publish(
        Topic.MERGE_EVENTS, new MergeAccepted(MergeStatus.accepted(mergeId, request.name())));
    requestSources(request);
  }

  /** Notes that a model is staged, and plans the merge once all its models are. */
  public synchronized void sourceStaged(SourceStaged staged) throws IOException {
    String mergeId = staged.mergeId();
    Optional<MergeRequested> request = records.request(mergeId);
    if (request.isEmpty() || records.ending(mergeId).isPresent()) {
      return;
    }
    records.putResolved(
        mergeId, new ResolvedSource(staged.model(), staged.sourceId(), staged.bytes()));
    ParsedRecipe recipe = parser.parse(request.get().recipe());
    Optional<Map<String, SourceIndex>> sources = sources(mergeId, recipe);
    if (sources.isPresent()) {
      Optional<String> objection = release.release(request.get(), recipe, sources.get());
      if (objection.isPresent()) {
        endings.fail(mergeId, objection.get());
      }
    }
  }

  /** Ends a merge one of whose models can not be used, naming its places in the recipe. */
  public synchronized void sourceFailed(SourceFailed failed) throws IOException {
    Optional<MergeRequested> request = records.request(failed.mergeId());
    if (request.isPresent()) {
      UnavailableModel model = new UnavailableModel(failed.model(), failed.reason());
      endings.fail(
          failed.mergeId(), ProblemList.of(model.in(parser.parse(request.get().recipe()))));
    }
  }

  /** Ends a merge that can not succeed; the reason is for people. */
  public synchronized void fail(String mergeId, String reason) throws IOException {
    endings.fail(mergeId, reason);
  }

  /** Ends a merge that is no longer wanted. */
  public synchronized void cancel(String mergeId) throws IOException {
    if (records.request(mergeId).isPresent()) {
      endings.cancel(mergeId);
    }
  }

  private void requestSources(MergeRequested request) throws IOException {
    ParsedRecipe recipe = parser.parse(request.recipe());
    if (recipe.recipe().isEmpty()) {
      endings.fail(request.mergeId(), ProblemList.of(recipe.problems()));
      return;
    }
    Optional<String> objection = outputCheck.objection(request.options());
    if (objection.isPresent()) {
      endings.fail(request.mergeId(), objection.get());
      return;
    }
    List<Event> requests = new ArrayList<>();
    for (ModelReference model : recipe.models()) {
      requests.add(
          new SourceRequested(request.mergeId(), model.text(), request.options().folder()));
    }
    publisher.publishAll(Topic.SOURCE_REQUESTS, requests);
  }

  /** The indexes of all models, or empty while one is not staged. */
  private Optional<Map<String, SourceIndex>> sources(String mergeId, ParsedRecipe recipe)
      throws IOException {
    Map<String, SourceIndex> sources = new LinkedHashMap<>();
    for (ModelReference model : recipe.models()) {
      Optional<ResolvedSource> resolved = records.resolved(mergeId, model.text());
      if (resolved.isEmpty()) {
        return Optional.empty();
      }
      Optional<SourceIndex> index = records.sourceIndex(resolved.get().sourceId());
      if (index.isEmpty()) {
        return Optional.empty();
      }
      sources.put(model.text(), index.get());
    }
    return Optional.of(sources);
  }
}
