package io.mergefarm.planner.planning;

import io.mergefarm.contracts.event.MergeOptions;
import io.mergefarm.contracts.method.MethodCatalog;
import io.mergefarm.contracts.plan.MergePlan;
import io.mergefarm.contracts.plan.MergePlan.PlannedSource;
import io.mergefarm.contracts.recipe.ModelReference;
import io.mergefarm.contracts.source.SourceIndex;
import io.mergefarm.planner.planning.PlanResult.Planned;
import io.mergefarm.planner.planning.ShardLayout.LaidOut;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Lays out the tensors of the output, and makes the plan of it. */
final class MergePlanning {

  private final PlanRequest request;
  private final MethodCatalog methods;
  private final PartSizes partSizes;
  private final String software;

  MergePlanning(PlanRequest request, MethodCatalog methods, PartSizes partSizes, String software) {
    this.request = request;
    this.methods = methods;
    this.partSizes = partSizes;
    this.software = software;
  }

  /**
   * Makes the plan.
   *
   * @param method of the output
   * @param stages what is merged, the output last
   * @param files that are read
   * @param sources whose files they are
   */
  Planned plan(
      String method, List<PlannedStage> stages, FileTable files, List<Checkpoint> sources) {
    PlannedStage output = stages.getLast();
    TokenPlan tokens = new TokenPlan(request.mergeId(), stages, sources);
    MergeOptions options = request.options();
    List<LaidOut> shards =
        new ShardLayout(
                output.kind(), options.shardSize(), new PartLayout(partSize(output), methods))
            .layOut(output.tensors());
    Map<String, byte[]> headers = new LinkedHashMap<>();
    shards.forEach(laidOut -> headers.put(laidOut.shard().name(), laidOut.header().bytes()));
    MergePlan plan =
        new MergePlan(
            request.mergeId(),
            method,
            digest(request.recipeText()),
            options.seed(),
            options.nan(),
            software,
            sources.stream().map(this::source).toList(),
            0,
            files.files(),
            output.config(),
            tokens.tokenizer(),
            shards.stream().map(LaidOut::shard).toList());
    return new Planned(plan, headers, tokens.objects(), new Summaries(methods).of(plan));
  }

  private long partSize(PlannedStage output) {
    return request
        .options()
        .partSize()
        .orElseGet(
            () ->
                partSizes.of(output.tensors().stream().mapToLong(NamedExpression::byteSize).sum()));
  }

  private PlannedSource source(Checkpoint checkpoint) {
    SourceIndex index = request.sources().get(checkpoint.model());
    Optional<ModelReference> base =
        request.parsed().recipe().orElseThrow().baseModel().map(ModelReference::plain);
    return new PlannedSource(
        checkpoint.model(),
        index.id(),
        index.revision(),
        base.equals(Optional.of(checkpoint.reference())));
  }

  private static String digest(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
