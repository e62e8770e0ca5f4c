package io.mergefarm.contracts.method;

import static io.mergefarm.contracts.method.ParameterDescriptor.Scope.GLOBAL;
import static io.mergefarm.contracts.method.ParameterDescriptor.Scope.MODEL;

import io.mergefarm.contracts.method.MethodDescriptor.ResultType;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Descriptors of the methods that Mergefarm brings; their kernels are the workers' business. */
public final class BuiltInMethods {

  public static final MethodDescriptor LINEAR =
      new MethodDescriptor(
          "linear",
          List.of(),
          "Weighted average of the models.",
          List.of(
              ParameterDescriptor.required("weight", MODEL, "The model's share in the average."),
              ParameterDescriptor.flag(
                  "normalize", GLOBAL, true, "Divide by the sum of the weights.")),
          Arity.atLeast(1),
          BaseModelRule.UNUSED,
          Access.ELEMENTWISE,
          ResultType.PROMOTED,
          Optional.of(
              Reference.arxiv(
                  "2203.05482",
                  "Model soups: averaging weights of multiple fine-tuned models improves accuracy"
                      + " without increasing inference time")));

  public static final MethodDescriptor PASSTHROUGH =
      new MethodDescriptor(
          "passthrough",
          List.of(),
          "Takes the tensors of one model as they are, or scaled.",
          List.of(
              ParameterDescriptor.optional(
                  "scale", MODEL, "Multiplies the tensor; absent: it is copied.")),
          Arity.exactly(1),
          BaseModelRule.UNUSED,
          Access.ELEMENTWISE,
          ResultType.BASE,
          Optional.empty());

  private static final List<MethodDescriptor> ALL =
      Stream.of(
              Stream.of(LINEAR),
              GeometricMethods.all().stream(),
              TaskVectorMethods.all().stream(),
              SubspaceMethods.all().stream(),
              Stream.of(PASSTHROUGH))
          .flatMap(methods -> methods)
          .toList();

  private BuiltInMethods() {}

  /** All of them, in the order in which people are shown them. */
  public static List<MethodDescriptor> all() {
    return ALL;
  }
}
