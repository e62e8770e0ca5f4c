package io.mergefarm.planner.planning;

import static org.assertj.core.api.Assertions.assertThat;

import io.mergefarm.contracts.event.MergeOptions;
import io.mergefarm.contracts.licence.Licence;
import io.mergefarm.contracts.method.MethodCatalog;
import io.mergefarm.contracts.method.NanPolicy;
import io.mergefarm.contracts.plan.PlannedTensor;
import io.mergefarm.contracts.recipe.Problem;
import io.mergefarm.contracts.recipe.RecipeParser;
import io.mergefarm.contracts.source.SourceIndex;
import io.mergefarm.planner.planning.PlanResult.Planned;
import io.mergefarm.planner.tokenizer.TokenizerFiles;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Plans recipes in tests. */
final class Planning {

  private final Map<String, SourceIndex> sources = new LinkedHashMap<>();
  private final Map<String, TokenizerFiles> tokenizers = new LinkedHashMap<>();
  private final Map<String, Licence> licences = new LinkedHashMap<>();
  private long shardSize = MergeOptions.DEFAULT_SHARD_SIZE;
  private OptionalLong partSize = OptionalLong.empty();

  static Planning of(TestCheckpoint... checkpoints) {
    Planning planning = new Planning();
    for (TestCheckpoint checkpoint : checkpoints) {
      planning.with(checkpoint.index());
    }
    return planning;
  }

  Planning with(SourceIndex index) {
    sources.put(index.model(), index);
    return this;
  }

  /** Gives a model a tokenizer. */
  Planning with(String model, TokenizerFiles files) {
    tokenizers.put(model, files);
    return this;
  }

  /** Gives a model a licence. */
  Planning licence(String model, String id) {
    licences.put(model, new Licence(List.of(id), Optional.empty(), Optional.empty()));
    return this;
  }

  Planning sizes(long newShardSize, long newPartSize) {
    shardSize = newShardSize;
    partSize = OptionalLong.of(newPartSize);
    return this;
  }

  PlanResult plan(String recipe) {
    MethodCatalog methods = MethodCatalog.discover(Planning.class.getClassLoader());
    return new Planner(methods, new PartSizes(16, 128L << 20), "mergefarm test")
        .plan(
            new PlanRequest(
                "merge-1",
                recipe,
                new RecipeParser().parse(recipe),
                sources,
                Map.of("gone", "there is no folder gone"),
                new MergeOptions(
                    URI.create("file:///models/"),
                    Optional.empty(),
                    false,
                    shardSize,
                    partSize,
                    7,
                    NanPolicy.ERROR),
                tokenizers,
                licences));
  }

  /** The plan of a recipe that nothing is wrong with. */
  Planned planned(String recipe) {
    PlanResult result = plan(recipe);
    assertThat(result.problems())
        .filteredOn(problem -> problem.severity() == Problem.Severity.ERROR)
        .isEmpty();
    return result.planned().orElseThrow();
  }

  /** The output tensors by name, in their order. */
  static Map<String, PlannedTensor> tensors(Planned planned) {
    Map<String, PlannedTensor> tensors = new LinkedHashMap<>();
    planned
        .plan()
        .shards()
        .forEach(shard -> shard.tensors().forEach(tensor -> tensors.put(tensor.name(), tensor)));
    return tensors;
  }

  /** The names of the inputs of a tensor, with their files' places. */
  static List<String> leaves(Planned planned, String tensor) {
    return tensors(planned)
        .get(tensor)
        .expression()
        .leaves()
        .map(leaf -> leaf.file() + ":" + leaf.name())
        .toList();
  }
}
