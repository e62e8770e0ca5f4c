package io.mergefarm.standalone.bench.kernels;

import io.mergefarm.contracts.method.Arity;
import io.mergefarm.contracts.method.BaseModelRule;
import io.mergefarm.contracts.method.MethodCatalog;
import io.mergefarm.contracts.method.MethodDescriptor;
import io.mergefarm.contracts.method.ParameterDescriptor;
import io.mergefarm.contracts.method.ParameterDescriptor.Scope;
import io.mergefarm.contracts.method.Parameters;
import io.mergefarm.contracts.method.Quirks;
import io.mergefarm.contracts.plan.TensorExpression;
import io.mergefarm.contracts.plan.TensorExpression.Merge;
import io.mergefarm.contracts.plan.TensorExpression.Operand;
import io.mergefarm.contracts.plan.TensorExpression.Stored;
import io.mergefarm.contracts.safetensors.DType;
import io.mergefarm.contracts.safetensors.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A merge of bfloat16 tensors as it is usual for a method: of two models where it takes as many,
 * relative to a base where it computes so. The base lies in file 0, the models in files 1 and on.
 */
record TypicalMerge(MethodDescriptor method, Shape shape) {

  private static final int USUAL_MODELS = 2;

  /** Values that make a method work; all other parameters have their defaults. */
  private static final Map<String, Double> VALUES =
      Map.of("weight", 0.6, "density", 0.5, "t", 0.3, "select_topk", 0.5, "scale", 0.9);

  /** The files that it may read. */
  static final int FILES = 1 + USUAL_MODELS;

  /**
   * The merge of a method.
   *
   * @throws IllegalArgumentException if there is no such method
   */
  static TypicalMerge of(String method, Shape shape) {
    return MethodCatalog.discover(TypicalMerge.class.getClassLoader())
        .find(method)
        .map(descriptor -> new TypicalMerge(descriptor, shape))
        .orElseThrow(() -> new IllegalArgumentException("there is no merge method " + method));
  }

  /** How many tensors it reads. */
  int inputs() {
    return operands().size();
  }

  /** The bytes that it reads and writes. */
  long bytes() {
    return (inputs() + 1) * DType.BF16.byteSize(shape.elements());
  }

  /** To be evaluated. */
  TensorExpression expression() {
    return new Merge(
        method.name(), "tensor", DType.BF16, parameters(Scope.GLOBAL), Quirks.MERGEKIT, operands());
  }

  private List<Operand> operands() {
    Arity arity = method.arity();
    int models = Math.clamp(USUAL_MODELS, arity.minimum(), arity.maximum());
    List<Operand> operands = new ArrayList<>();
    if (method.baseModel() == BaseModelRule.REQUIRED) {
      operands.add(operand(0, true));
    }
    for (int file = 1; file <= models; file++) {
      operands.add(operand(file, false));
    }
    return operands;
  }

  private Operand operand(int file, boolean base) {
    Stored stored = new Stored(file, "tensor", 0, DType.BF16, shape);
    String model = base ? "base" : "model-" + file;
    return new Operand(model, stored, base, base ? Parameters.NONE : parameters(Scope.MODEL));
  }

  private Parameters parameters(Scope scope) {
    Map<String, Double> values = new HashMap<>();
    for (ParameterDescriptor parameter : method.parameters(scope)) {
      Double value = VALUES.get(parameter.name());
      if (value != null) {
        values.put(parameter.name(), value);
      } else {
        parameter.defaultValue().ifPresent(given -> values.put(parameter.name(), given));
      }
    }
    return Parameters.of(values);
  }
}
