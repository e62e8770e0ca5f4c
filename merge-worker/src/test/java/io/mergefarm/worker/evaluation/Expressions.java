package io.mergefarm.worker.evaluation;

import io.mergefarm.contracts.event.TensorMergeRequested.Work;
import io.mergefarm.contracts.method.Parameters;
import io.mergefarm.contracts.method.Quirks;
import io.mergefarm.contracts.plan.TensorExpression;
import io.mergefarm.contracts.plan.TensorExpression.Merge;
import io.mergefarm.contracts.plan.TensorExpression.Operand;
import io.mergefarm.contracts.safetensors.DType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Short names for what tests build again and again. */
final class Expressions {

  private static final Map<String, Double> DEFAULTS =
      Map.of("normalize", 1.0, "rescale", 0.0, "lambda", 1.0);

  private Expressions() {}

  /** A merge whose parameters have the defaults of ties. */
  static Merge merge(
      String method, DType dtype, Map<String, Double> parameters, Operand... operands) {
    Map<String, Double> all = new HashMap<>(DEFAULTS);
    all.putAll(parameters);
    return new Merge(method, "out", dtype, Parameters.of(all), Quirks.MERGEKIT, List.of(operands));
  }

  static Operand base(TensorExpression tensor) {
    return new Operand("base", tensor, true, Parameters.NONE);
  }

  static Operand model(TensorExpression tensor, double weight) {
    return model(tensor, Map.of("weight", weight, "density", 1.0));
  }

  static Operand model(TensorExpression tensor, Map<String, Double> parameters) {
    String model = "model of " + tensor.leaves().findFirst().orElseThrow().file();
    return new Operand(model, tensor, false, Parameters.of(parameters));
  }

  static Work whole(TensorExpression expression) {
    return new Work("out", expression, 0, expression.shape().elements());
  }
}
