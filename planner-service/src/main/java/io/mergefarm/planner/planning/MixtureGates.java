package io.mergefarm.planner.planning;

import io.mergefarm.contracts.method.BuiltInMethods;
import io.mergefarm.contracts.method.Parameters;
import io.mergefarm.contracts.method.Quirks;
import io.mergefarm.contracts.plan.RowTable.Term;
import io.mergefarm.contracts.plan.TensorExpression;
import io.mergefarm.contracts.plan.TensorExpression.Deviates;
import io.mergefarm.contracts.plan.TensorExpression.Deviates.Distribution;
import io.mergefarm.contracts.plan.TensorExpression.Merge;
import io.mergefarm.contracts.plan.TensorExpression.Operand;
import io.mergefarm.contracts.plan.TensorExpression.UnitRows;
import io.mergefarm.contracts.recipe.Mixture;
import io.mergefarm.contracts.recipe.Mixture.Expert;
import io.mergefarm.contracts.safetensors.DType;
import io.mergefarm.contracts.safetensors.Shape;
import io.mergefarm.planner.tokenizer.PromptEncoder;
import io.mergefarm.planner.tokenizer.TokenizerException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The matrices that choose experts: of as many rows as there are experts, and as wide as the
 * embedding.
 */
final class MixtureGates {

  /** What the random numbers of gates go by, in the place of a model. */
  private static final String KEY = "gate";

  private final Mixture mixture;
  private final Checkpoint base;
  private final RowTables tables;
  private final Problems problems;
  private final Map<String, TensorExpression> byPrompts = new HashMap<>();

  MixtureGates(Mixture mixture, Checkpoint base, RowTables tables, Problems problems) {
    this.mixture = mixture;
    this.base = base;
    this.tables = tables;
    this.problems = problems;
  }

  /**
   * The gate of some experts, the same in all layers unless it is random.
   *
   * @param path of the experts in the recipe
   */
  TensorExpression of(String path, List<Expert> experts, DType dtype) {
    TensorExpression embedding = base.tensor(base.embedding().orElseThrow()).orElseThrow();
    long width = embedding.shape().dimensions().getLast();
    Shape shape = Shape.of(experts.size(), width);
    return switch (mixture.gateMode()) {
      case RANDOM -> new Deviates(dtype, shape, Distribution.NORMAL, KEY);
      case UNIFORM_RANDOM ->
          scaled(
              dtype,
              new Deviates(DType.F32, shape, Distribution.UNIFORM, KEY),
              1 / Math.sqrt((double) width));
      case CHEAP_EMBED ->
          byPrompts.computeIfAbsent(path, key -> byPrompts(path, experts, embedding, dtype));
      case HIDDEN, HIDDEN_AVG, HIDDEN_LAST ->
          throw new IllegalStateException("such gates are refused before");
    };
  }

  private TensorExpression byPrompts(
      String path, List<Expert> experts, TensorExpression embedding, DType dtype) {
    TensorExpression towards =
        directions(
            path,
            "positive_prompts",
            experts.stream().map(Expert::positivePrompts).toList(),
            embedding,
            dtype);
    if (experts.stream().allMatch(expert -> expert.negativePrompts().isEmpty())) {
      return towards;
    }
    TensorExpression away =
        directions(
            path,
            "negative_prompts",
            experts.stream().map(Expert::negativePrompts).toList(),
            embedding,
            DType.F32);
    return new UnitRows(dtype, difference(towards, away));
  }

  /** A row of length one for each expert: that of the sum of its tokens' rows. */
  private TensorExpression directions(
      String path,
      String key,
      List<List<String>> prompts,
      TensorExpression embedding,
      DType dtype) {
    List<List<Term>> rows = new ArrayList<>();
    try (PromptEncoder encoder = PromptEncoder.of(base.tokenizer().files())) {
      for (int i = 0; i < prompts.size(); i++) {
        rows.add(terms(path + "[" + i + "]." + key, encoder, prompts.get(i), embedding.shape()));
      }
    } catch (TokenizerException e) {
      problems.error(
          "tokenizer-unusable",
          "base_model",
          "The prompts can not be read with the tokenizer of %s: %s."
              .formatted(base.model(), e.getMessage()));
      rows.addAll(Collections.nCopies(prompts.size() - rows.size(), List.of()));
    }
    return new UnitRows(dtype, tables.gather(DType.F32, rows, embedding));
  }

  private List<Term> terms(
      String path, PromptEncoder encoder, List<String> prompts, Shape embedding)
      throws TokenizerException {
    List<Term> terms = new ArrayList<>();
    for (String prompt : prompts) {
      for (long id : encoder.encode(prompt)) {
        if (id < embedding.dimensions().getFirst()) {
          terms.add(new Term(0, (int) id));
        } else {
          problems.error(
              "token-not-found",
              path,
              "%s has no row for the token of id %d in these prompts.".formatted(base.model(), id));
        }
      }
    }
    return terms;
  }

  private static Merge difference(TensorExpression towards, TensorExpression away) {
    return new Merge(
        BuiltInMethods.LINEAR.name(),
        DType.F32,
        Parameters.of(Map.of("normalize", 0.0)),
        Quirks.NONE,
        List.of(
            new Operand(KEY, towards, false, Parameters.of(Map.of("weight", 1.0))),
            new Operand(KEY, away, false, Parameters.of(Map.of("weight", -1.0)))));
  }

  private static Merge scaled(DType dtype, TensorExpression operand, double scale) {
    return new Merge(
        BuiltInMethods.PASSTHROUGH.name(),
        dtype,
        Parameters.NONE,
        Quirks.NONE,
        List.of(new Operand(KEY, operand, false, Parameters.of(Map.of("scale", scale)))));
  }
}
