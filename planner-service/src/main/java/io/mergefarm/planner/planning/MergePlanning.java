package io.mergefarm.planner.planning;

import io.mergefarm.contracts.event.MergeOptions;
import io.mergefarm.contracts.method.MethodCatalog;
import io.mergefarm.contracts.method.MethodDescriptor;
import io.mergefarm.contracts.plan.MergePlan;
import io.mergefarm.contracts.plan.MergePlan.PlannedSource;
import io.mergefarm.contracts.recipe.Recipe;
import io.mergefarm.contracts.safetensors.DType;
import io.mergefarm.planner.planning.PlanResult.Planned;
import io.mergefarm.planner.planning.ShardLayout.LaidOut;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
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

  MergePlanning(
      Recipe recipe,
      MethodDescriptor method,
      Checkpoints checkpoints,
      MethodCatalog methods,
      Problems problems) {
    this.recipe = recipe;
    this.method = method;
    this.checkpoints = checkpoints;
    this.methods = methods;
    this.problems = problems;
    this.files = new FileTable(checkpoints.all());
  }

  Optional<Planned> plan(PlanRequest request, String software) {
    new ConfigComparison(checkpoints.donor(), problems).compare(recipe, checkpoints);
    ParameterChecks parameterChecks = new ParameterChecks(recipe, method, methods, problems);
    parameterChecks.names();
    Optional<Arrangement> arrangement =
        new Arranger(recipe, method, checkpoints, problems).arrange();
    if (arrangement.isEmpty()) {
      return Optional.empty();
    }
    new RecipeChecks(recipe, problems).models(method, arrangement.get());
    TokenizerPlanning tokenizer = new TokenizerPlanning(recipe, checkpoints, request, problems);
    if (problems.errors()) {
      return Optional.empty();
    }
    List<OutputTensor> outputs = OutputTensors.of(arrangement.get());
    List<NamedExpression> tensors = expressions(outputs, parameterChecks, tokenizer.tokens());
    if (tensors.isEmpty()) {
      problems.error("nothing-to-merge", "", "There is no tensor that could be merged.");
    }
    return problems.errors()
        ? Optional.empty()
        : Optional.of(planned(request, software, arrangement.get(), tokenizer, outputs, tensors));
  }

  private List<NamedExpression> expressions(
      List<OutputTensor> outputs, ParameterChecks parameterChecks, Optional<OutputTokens> tokens) {
    SettingValues settings = new SettingValues();
    ParameterLookup lookup = new ParameterLookup(method, settings, problems);
    ExpressionBuilder builder =
        new ExpressionBuilder(recipe, method, checkpoints, files, lookup, tokens);
    InputMatcher matcher = new InputMatcher(tokens);
    List<NamedExpression> tensors = new ArrayList<>(outputs.size());
    for (OutputTensor output : outputs) {
      matcher
          .match(output)
          .map(inputs -> new NamedExpression(output.name(), builder.build(output, inputs)))
          .ifPresent(tensors::add);
    }
    matcher.report(problems);
    parameterChecks.filters(settings);
    return tensors;
  }

  private Planned planned(
      PlanRequest request,
      String software,
      Arrangement arrangement,
      TokenizerPlanning tokenizer,
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
                .build(
                    arrangement,
                    mostWritten(tensors),
                    writesHead(outputs),
                    tokenizer.config(tensors)),
            tokenizer.planned(),
            shards.stream().map(LaidOut::shard).toList());
    return new Planned(plan, headers, tokenizer.objects(), new Summaries(methods).of(plan));
  }

  private PlannedSource source(Checkpoint checkpoint) {
    return new PlannedSource(
        checkpoint.model(),
        checkpoint.index().id(),
        checkpoint.index().revision(),
        checkpoints.base(checkpoint));
  }

  /** The dtype of computing that takes the most bytes. */
  private static Optional<DType> mostWritten(List<NamedExpression> tensors) {
    Map<DType, Long> bytes = new EnumMap<>(DType.class);
    tensors.stream()
        .filter(tensor -> tensor.expression().dtype().arithmetic())
        .forEach(tensor -> bytes.merge(tensor.expression().dtype(), tensor.byteSize(), Long::sum));
    return bytes.entrySet().stream()
        .max(Comparator.comparingLong(Map.Entry::getValue))
        .map(Map.Entry::getKey);
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
