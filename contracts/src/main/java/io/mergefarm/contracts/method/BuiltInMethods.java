package io.mergefarm.contracts.method;

import static io.mergefarm.contracts.method.ParameterDescriptor.Scope.GLOBAL;
import static io.mergefarm.contracts.method.ParameterDescriptor.Scope.MODEL;

import io.mergefarm.contracts.method.MethodDescriptor.ResultType;
import java.net.URI;
import java.util.List;
import java.util.Optional;

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

  public static final MethodDescriptor SLERP =
      new MethodDescriptor(
          "slerp",
          List.of(),
          "Spherical interpolation from the base to the other model.",
          List.of(
              ParameterDescriptor.required(
                  "t", GLOBAL, "The way from the base (0) to the other model (1).")),
          Arity.exactly(1),
          BaseModelRule.REQUIRED,
          Access.STATISTIC,
          ResultType.BASE,
          Optional.of(
              new Reference(
                  "Animating rotation with quaternion curves",
                  URI.create("https://doi.org/10.1145/325334.325242"))));

  public static final MethodDescriptor TASK_ARITHMETIC =
      new MethodDescriptor(
          "task_arithmetic",
          List.of(),
          "Adds the weighted task vectors of the models to the base.",
          taskVectorParameters(
              ParameterDescriptor.number(
                  "density", MODEL, 1, "Accepted for the sake of recipes, and not used."),
              false),
          Arity.atLeast(1),
          BaseModelRule.REQUIRED,
          Access.ELEMENTWISE,
          ResultType.BASE,
          Optional.of(Reference.arxiv("2212.04089", "Editing Models with Task Arithmetic")));

  public static final MethodDescriptor TIES =
      new MethodDescriptor(
          "ties",
          List.of(),
          "Trims the task vectors to their largest entries, elects a sign for each element and"
              + " adds the entries that agree with it to the base.",
          taskVectorParameters(
              ParameterDescriptor.number(
                      "density",
                      MODEL,
                      1,
                      "The fraction of the task vector's entries that is kept, the largest ones.")
                  .between(0, Double.POSITIVE_INFINITY),
              true),
          Arity.atLeast(1),
          BaseModelRule.REQUIRED,
          Access.STATISTIC,
          ResultType.BASE,
          Optional.of(
              Reference.arxiv(
                  "2306.01708", "TIES-Merging: Resolving Interference When Merging Models")));

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
      List.of(LINEAR, SLERP, TASK_ARITHMETIC, TIES, PASSTHROUGH);

  private BuiltInMethods() {}

  /** All of them, in the order in which people are shown them. */
  public static List<MethodDescriptor> all() {
    return ALL;
  }

  private static List<ParameterDescriptor> taskVectorParameters(
      ParameterDescriptor density, boolean normalize) {
    return List.of(
        ParameterDescriptor.required("weight", MODEL, "Multiplies the model's task vector."),
        density,
        ParameterDescriptor.flag(
            "normalize", GLOBAL, normalize, "Divide by the sum of the weights that take part."),
        ParameterDescriptor.flag(
            "rescale",
            GLOBAL,
            false,
            "Scale a trimmed task vector back to the sum of its magnitudes before."),
        ParameterDescriptor.number("lambda", GLOBAL, 1, "Multiplies the merged task vector."),
        ParameterDescriptor.flag(
            "int8_mask", GLOBAL, false, "Accepted for the sake of recipes, and not used."));
  }
}
