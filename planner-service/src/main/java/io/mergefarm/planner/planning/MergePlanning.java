package io.mergefarm.planner.planning;

import io.mergefarm.contracts.event.MergeOptions;
import io.mergefarm.contracts.method.MethodCatalog;
import io.mergefarm.contracts.method.MethodDescriptor;
import io.mergefarm.contracts.plan.MergePlan;
import io.mergefarm.contracts.plan.MergePlan.PlannedSource;
import io.mergefarm.contracts.recipe.Recipe;
import io.mergefarm.contracts.source.SourceIndex;
import io.mergefarm.planner.planning.PlanResult.Planned;
import io.mergefarm.planner.planning.ShardLayout.LaidOut;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The planning of one recipe whose method and models are there. */
final class MergePlanning {

  private final Recipe recipe;
  private final MethodDescriptor method;
  private final Checkpoints checkpoints;
  private final MethodCatalog methods;
  private final Problems problems;
  private final FileTable files;
  private final PlanRequest request;

  MergePlanning(
      Recipe recipe,
      MethodDescriptor method,
      Checkpoints checkpoints,
      MethodCatalog methods,
      FileTable files,
      PlanRequest request,
      Problems problems) {
    this.recipe = recipe;
    this.method = method;
    this.checkpoints = checkpoints;
    this.methods = methods;
    this.problems = problems;
    this.files = files;
    this.request = request;
  }

  Optional<Planned> plan(String software) {
    new ConfigComparison(checkpoints.donor(), problems).compare(recipe, checkpoints);
    ParameterChecks parameterChecks = new ParameterChecks(recipe, method, methods, problems);
    parameterChecks.names();
    Optional<Arrangement> arrangement =
        new Arranger(recipe, method, checkpoints, problems).arrange();
    if (arrangement.isEmpty()) {
      return Optional.empty();
    }
    new RecipeChecks(recipe, problems).models(method, arrangement.get());
    List<OutputTensor> outputs = OutputTensors.of(arrangement.get());
    List<NamedExpression> tensors = expressions(outputs, parameterChecks);
    if (tensors.isEmpty()) {
      problems.error("nothing-to-merge", "", "There is no tensor that could be merged.");
    }
    return problems.errors()
        ? Optional.empty()
        : Optional.of(planned(software, arrangement.get(), outputs, tensors));
  }

  private List<NamedExpression> expressions(
      List<OutputTensor> outputs, ParameterChecks parameterChecks) {
    SettingValues settings = new SettingValues();
    ParameterLookup lookup = new ParameterLookup(method, settings, problems);
    ExpressionBuilder builder = new ExpressionBuilder(recipe, method, checkpoints, lookup);
    InputMatcher matcher = new InputMatcher(recipe.onMismatch());
    List<NamedExpression> tensors = new ArrayList<>(outputs.size());
    for (OutputTensor output : outputs) {
      matcher
          .match(output)
          .map(match -> new NamedExpression(output.name(), builder.build(output, match)))
          .ifPresent(tensors::add);
    }
    matcher.report(problems);
    parameterChecks.filters(settings);
    return tensors;
  }

  private Planned planned(
      String software,
      Arrangement arrangement,
      List<OutputTensor> outputs,
      List<NamedExpression> tensors) {
    MergeOptions options = request.options();
    List<LaidOut> shards =
        new ShardLayout(options.shardSize(), new PartLayout(options.partSize(), methods))
            .layOut(tensors);
    Map<String, byte[]> headers = new LinkedHashMap<>();
    shards.forEach(laidOut -> headers.put(laidOut.shard().name(), laidOut.header().bytes()));
    MergePlan plan =
        new MergePlan(
            request.mergeId(),
            method.name(),
            digest(request.recipeText()),
            options.seed(),
            options.nan(),
            software,
            checkpoints.all().stream().map(this::source).toList(),
            0,
            files.files(),
            new OutputConfig(checkpoints.donor(), problems)
                .build(arrangement, tensors, writesHead(outputs)),
            shards.stream().map(LaidOut::shard).toList());
    return new Planned(plan, headers, new Summaries(methods).of(plan));
  }

  private PlannedSource source(Checkpoint checkpoint) {
    SourceIndex index = request.sources().get(checkpoint.model());
    return new PlannedSource(
        checkpoint.model(), index.id(), index.revision(), checkpoints.base(checkpoint));
  }

  private static boolean writesHead(List<OutputTensor> outputs) {
    return outputs.stream()
        .anyMatch(
            output ->
                output.slice().inputs().stream()
                    .anyMatch(input -> input.checkpoint().head(output.name())));
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
