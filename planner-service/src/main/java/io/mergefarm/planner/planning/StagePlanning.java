package io.mergefarm.planner.planning;

import io.mergefarm.contracts.method.MethodCatalog;
import io.mergefarm.contracts.method.MethodDescriptor;
import io.mergefarm.contracts.recipe.Recipe;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The planning of one document of a recipe, whose method and models are there. */
final class StagePlanning {

  private final Recipe recipe;
  private final MethodDescriptor method;
  private final Checkpoints checkpoints;
  private final MethodCatalog methods;
  private final ResultTypes results;
  private final TokenizerPlanning tokenizer;
  private final Problems problems;

  /**
   * A planning.
   *
   * @param results what tensors are rounded to
   */
  StagePlanning(
      Recipe recipe,
      MethodDescriptor method,
      Checkpoints checkpoints,
      MethodCatalog methods,
      ResultTypes results,
      TokenizerPlanning tokenizer,
      Problems problems) {
    this.recipe = recipe;
    this.method = method;
    this.checkpoints = checkpoints;
    this.methods = methods;
    this.results = results;
    this.tokenizer = tokenizer;
    this.problems = problems;
  }

  /** The document's tensors; empty, with problems, where there are errors. */
  Optional<PlannedStage> plan() {
    compareConfigs();
    ParameterChecks parameterChecks = new ParameterChecks(recipe, method, methods, problems);
    parameterChecks.names();
    Optional<Arrangement> arrangement =
        new Arranger(recipe, method, checkpoints, problems).arrange();
    if (arrangement.isEmpty()) {
      return Optional.empty();
    }
    new RecipeChecks(recipe, problems).models(method, arrangement.get());
    if (recipe.tokenizer().isPresent() && tokenizer.tokens().isEmpty()) {
      return Optional.empty();
    }
    List<OutputTensor> outputs = OutputTensors.of(arrangement.get());
    List<NamedExpression> tensors = expressions(outputs, parameterChecks);
    if (tensors.isEmpty()) {
      problems.error("nothing-to-merge", "", "There is no tensor that could be merged.");
    }
    return problems.errors()
        ? Optional.empty()
        : Optional.of(planned(arrangement.get(), outputs, tensors));
  }

  private void compareConfigs() {
    switch (checkpoints.donor().kind()) {
      case MODEL -> {
        new ConfigComparison(checkpoints.donor(), problems).compare(recipe, checkpoints);
        if (!recipe.raw()) {
          new TokenizerComparison(tokenizer.start(), problems).compare(recipe, checkpoints);
        }
      }
      case ADAPTER -> new AdapterConfigs(checkpoints, problems).compare(recipe);
    }
  }

  private List<NamedExpression> expressions(
      List<OutputTensor> outputs, ParameterChecks parameterChecks) {
    SettingValues settings = new SettingValues();
    ParameterLookup lookup = new ParameterLookup(method, settings, problems);
    ExpressionBuilder builder =
        new ExpressionBuilder(recipe, method, checkpoints, lookup, tokenizer.tokens(), results);
    InputMatcher matcher = new InputMatcher(recipe.onMismatch(), tokenizer.tokens());
    List<NamedExpression> tensors = new ArrayList<>(outputs.size());
    for (OutputTensor output : outputs) {
      matcher
          .match(output)
          .map(match -> new NamedExpression(output.name(), builder.build(output, match)))
          .ifPresent(tensors::add);
    }
    matcher.report(problems);
    parameterChecks.usage(settings);
    return tensors;
  }

  private PlannedStage planned(
      Arrangement arrangement, List<OutputTensor> outputs, List<NamedExpression> tensors) {
    return tokenizer.planned(
        tensors,
        switch (checkpoints.donor().kind()) {
          case MODEL ->
              new OutputConfig(checkpoints.donor(), problems)
                  .build(arrangement, tensors, writesHead(outputs), tokenizer.config(tensors));
          case ADAPTER -> new AdapterConfigs(checkpoints, problems).merged();
        });
  }

  private static boolean writesHead(List<OutputTensor> outputs) {
    return outputs.stream()
        .anyMatch(
            output ->
                output.slice().inputs().stream()
                    .anyMatch(input -> input.checkpoint().head(output.name())));
  }
}
