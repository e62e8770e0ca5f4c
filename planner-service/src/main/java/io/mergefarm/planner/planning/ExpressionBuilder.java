package io.mergefarm.planner.planning;

import io.mergefarm.contracts.method.BuiltInMethods;
import io.mergefarm.contracts.method.MethodDescriptor;
import io.mergefarm.contracts.method.Parameters;
import io.mergefarm.contracts.method.Quirks;
import io.mergefarm.contracts.plan.TensorExpression;
import io.mergefarm.contracts.plan.TensorExpression.Cast;
import io.mergefarm.contracts.plan.TensorExpression.Equal;
import io.mergefarm.contracts.plan.TensorExpression.Merge;
import io.mergefarm.contracts.plan.TensorExpression.Operand;
import io.mergefarm.contracts.recipe.Recipe;
import io.mergefarm.contracts.safetensors.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes the expressions of output tensors. */
final class ExpressionBuilder {

  private final Recipe recipe;
  private final MethodDescriptor method;
  private final Checkpoints checkpoints;
  private final ParameterLookup parameters;
  private final Optional<OutputTokens> tokens;
  private final ResultTypes results;

  ExpressionBuilder(
      Recipe recipe,
      MethodDescriptor method,
      Checkpoints checkpoints,
      ParameterLookup parameters,
      Optional<OutputTokens> tokens,
      ResultTypes results) {
    this.recipe = recipe;
    this.method = method;
    this.checkpoints = checkpoints;
    this.parameters = parameters;
    this.tokens = tokens;
    this.results = results;
  }

  TensorExpression build(OutputTensor tensor, Match match) {
    return switch (match) {
      case Match.Merged merged -> build(tensor, merged.inputs());
      case Match.Kept kept -> kept(tensor, kept.input());
    };
  }

  private TensorExpression build(OutputTensor tensor, List<InputTensor> inputs) {
    boolean computed = inputs.stream().allMatch(input -> input.dtype().arithmetic());
    return computed ? merged(tensor, inputs) : carried(inputs);
  }

  private TensorExpression kept(OutputTensor tensor, InputTensor input) {
    return input.dtype().arithmetic()
        ? cast(read(tensor, List.of(input), 0), results.of(List.of(input)))
        : input.expression();
  }

  /** What can not be computed with comes from the base, or must be equal in all inputs. */
  private TensorExpression carried(List<InputTensor> inputs) {
    Optional<InputTensor> base =
        inputs.stream().filter(input -> checkpoints.base(input.input().checkpoint())).findFirst();
    if (base.isPresent()) {
      return base.get().expression();
    }
    return inputs.size() == 1
        ? inputs.getFirst().expression()
        : new Equal(inputs.stream().flatMap(input -> input.expression().leaves()).toList());
  }

  private TensorExpression merged(OutputTensor tensor, List<InputTensor> inputs) {
    List<Operand> operands = new ArrayList<>(inputs.size());
    for (int i = 0; i < inputs.size(); i++) {
      SliceInput input = inputs.get(i).input();
      Parameters ofModel = parameters.ofModel(tensor, i);
      if (recipe.quirks() == Quirks.MERGEKIT && !input.base()) {
        parameters.surprises(tensor, i, ofModel, inputs.get(i).shape());
      }
      operands.add(new Operand(input.model(), read(tensor, inputs, i), input.base(), ofModel));
    }
    Parameters ofMerge = parameters.ofMerge(tensor);
    DType result = results.of(inputs);
    return copies(operands)
        ? cast(operands.getFirst().expression(), result)
        : new Merge(method.name(), tensor.name(), result, ofMerge, recipe.quirks(), operands);
  }

  /**
   * A base alone, and a tensor that is passed through unscaled, are copied: bits that no arithmetic
   * touches stay as they are, in every dtype.
   */
  private boolean copies(List<Operand> operands) {
    Operand first = operands.getFirst();
    boolean passed =
        method.equals(BuiltInMethods.PASSTHROUGH) && first.parameters().values().isEmpty();
    return operands.size() == 1 && (first.base() || passed);
  }

  /** An input as it is merged: its rows in the output's order, and in the recipe's dtype. */
  private TensorExpression read(OutputTensor tensor, List<InputTensor> inputs, int place) {
    TensorExpression whole =
        tokens
            .filter(found -> inputs.stream().anyMatch(found::cover))
            .map(found -> found.gathered(tensor, inputs, place, recipe.dtype()))
            .orElseGet(inputs.get(place)::expression);
    return recipe.dtype().map(dtype -> cast(whole, dtype)).orElse(whole);
  }

  private static TensorExpression cast(TensorExpression expression, DType dtype) {
    return expression.dtype() == dtype ? expression : new Cast(dtype, expression);
  }
}
