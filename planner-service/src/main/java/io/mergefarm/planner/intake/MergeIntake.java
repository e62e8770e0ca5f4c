package io.mergefarm.planner.intake;

import io.mergefarm.contracts.event.MergeCancelRequested;
import io.mergefarm.contracts.event.Topic;
import io.mergefarm.contracts.merge.MergeSubmission;
import io.mergefarm.contracts.messaging.EventPublisher;
import io.mergefarm.contracts.recipe.ParsedRecipe;
import io.mergefarm.contracts.recipe.Problem;
import io.mergefarm.contracts.recipe.RecipeParser;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.List;
import java.util.UUID;

/** Turns what clients ask for into events. */
@ApplicationScoped
public class MergeIntake {

  private final EventPublisher publisher;
  private final RecipeParser parser;

  MergeIntake(EventPublisher publisher, RecipeParser parser) {
    this.publisher = publisher;
    this.parser = parser;
  }

  /** What is wrong with a recipe by itself. */
  public List<Problem> check(MergeSubmission submission) {
    ParsedRecipe parsed = parser.parse(submission.recipe());
    return parsed.recipe().isPresent() ? List.of() : parsed.problems();
  }

  /** Asks for a merge; the broker has the request when this returns. */
  public String submit(MergeSubmission submission) throws IOException {
    publisher.publish(Topic.MERGE_REQUESTS, submission.request(UUID.randomUUID().toString()));
    return submission.mergeId();
  }

  /** Asks that a merge be ended. */
  public void cancel(String mergeId) throws IOException {
    publisher.publish(Topic.MERGE_REQUESTS, new MergeCancelRequested(mergeId));
  }
}
