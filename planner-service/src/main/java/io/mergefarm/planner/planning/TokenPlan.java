package io.mergefarm.planner.planning;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.mergefarm.contracts.json.ContractJson;
import io.mergefarm.contracts.plan.FilledTokens;
import io.mergefarm.contracts.plan.MergePlan.PlannedTokenizer;
import io.mergefarm.contracts.storage.ObjectKey;
import io.mergefarm.contracts.storage.StoreLayout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a plan holds of tokens: the tokenizer of the output, and the row tables of all stages, since
 * the gathers of a stage are computed within those of the output.
 */
final class TokenPlan {

  private final String mergeId;
  private final ModelTokenizer tokenizer;
  private final List<PlannedStage> stages;
  private final List<Checkpoint> sources;

  /**
   * A plan's tokens.
   *
   * @param stages the output last
   * @param sources the stored models, that of the config first
   */
  TokenPlan(String mergeId, List<PlannedStage> stages, List<Checkpoint> sources) {
    this.mergeId = mergeId;
    this.tokenizer = stages.getLast().tokenizer();
    this.stages = stages;
    this.sources = sources;
  }

  /** What the plan says of the tokenizer; empty where that of the first source is carried. */
  Optional<PlannedTokenizer> tokenizer() {
    int source = sources.stream().map(Checkpoint::reference).toList().indexOf(tokenizer.origin());
    PlannedTokenizer planned =
        new PlannedTokenizer(source, List.copyOf(tokenizer.made().keySet()), reordered());
    return planned.equals(new PlannedTokenizer(0, List.of(), false))
        ? Optional.empty()
        : Optional.of(planned);
  }

  /** What goes to the object store. */
  Map<ObjectKey, byte[]> objects() {
    Map<ObjectKey, byte[]> objects = new LinkedHashMap<>();
    tokenizer
        .made()
        .forEach((name, bytes) -> objects.put(StoreLayout.tokenizerFile(mergeId, name), bytes));
    stages.forEach(
        stage -> stage.tables().forEach((key, table) -> objects.put(key, table.encode())));
    if (reordered()) {
      objects.put(StoreLayout.filledTokens(mergeId), filled());
    }
    return objects;
  }

  /** Whether a stage brings rows of tokens into an order of its own. */
  private boolean reordered() {
    return stages.stream().anyMatch(stage -> stage.filled().isPresent());
  }

  private byte[] filled() {
    List<FilledTokens> filled =
        stages.stream().flatMap(stage -> stage.filled().stream()).flatMap(List::stream).toList();
    try {
      return ContractJson.mapper().writeValueAsBytes(filled);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the contracts can be written as JSON", e);
    }
  }
}
