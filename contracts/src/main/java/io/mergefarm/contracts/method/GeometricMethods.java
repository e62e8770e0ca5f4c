package io.mergefarm.contracts.method;

import static io.mergefarm.contracts.method.ParameterDescriptor.Scope.GLOBAL;
import static io.mergefarm.contracts.method.ParameterDescriptor.Scope.MODEL;

import io.mergefarm.contracts.method.MethodDescriptor.ResultType;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** Descriptors of the methods that see tensors, or their rows, as vectors. */
public final class GeometricMethods {

  public static final MethodDescriptor SLERP =
      new MethodDescriptor(
          "slerp",
          List.of(),
          "Spherical interpolation from the base to the other model, or between two models by"
              + " their weights.",
          List.of(
              ParameterDescriptor.required(
                      "t", GLOBAL, "The way from the base (0) to the other model (1).")
                  .orOfEachModel("weight"),
              ParameterDescriptor.optional(
                  "weight", MODEL, "In place of t: the second model's share of both is the way.")),
          Arity.exactly(2).withBase(),
          BaseModelRule.OPTIONAL,
          Access.STATISTIC,
          ResultType.BASE,
          Optional.of(
              new Reference(
                  "Animating rotation with quaternion curves",
                  URI.create("https://doi.org/10.1145/325334.325242"))));

  public static final MethodDescriptor NUSLERP =
      new MethodDescriptor(
          "nuslerp",
          List.of(),
          "Spherical interpolation between two models or their task vectors, by weights.",
          List.of(
              ParameterDescriptor.required("weight", MODEL, "The model's share of the way."),
              ParameterDescriptor.flag(
                  "nuslerp_flatten", GLOBAL, true, "See each tensor as one vector."),
              ParameterDescriptor.flag(
                  "nuslerp_row_wise",
                  GLOBAL,
                  false,
                  "Where tensors are not flattened: columns as they are stored, not rows.")),
          Arity.exactly(2),
          BaseModelRule.OPTIONAL,
          Access.ROWS,
          ResultType.BASE,
          Optional.empty());

  public static final MethodDescriptor MULTISLERP =
      new MethodDescriptor(
          "multislerp",
          List.of(),
          "Weighted mean of the directions of any number of models or task vectors, at the"
              + " weighted mean of their lengths.",
          List.of(
              ParameterDescriptor.required("weight", MODEL, "The model's share in the means."),
              ParameterDescriptor.flag(
                  "normalize_weights", GLOBAL, true, "Divide the weights by their sum."),
              ParameterDescriptor.number(
                  "eps", GLOBAL, 1e-8, "Vectors that are not longer have no direction.")),
          Arity.atLeast(1),
          BaseModelRule.OPTIONAL,
          Access.STATISTIC,
          ResultType.BASE,
          Optional.of(
              new Reference(
                  "Multislerp",
                  URI.create("https://goddard.blog/posts/multislerp-wow-what-a-cool-idea"))));

  public static final MethodDescriptor KARCHER =
      new MethodDescriptor(
          "karcher",
          List.of(),
          "Mean of the models on the sphere, found by iteration, at the mean of their lengths.",
          List.of(
              ParameterDescriptor.integer("max_iter", GLOBAL, 10, "At most so many iterations.")
                  .between(0, Integer.MAX_VALUE),
              ParameterDescriptor.number(
                  "tol", GLOBAL, 1e-5, "Angles and steps that are smaller count as none.")),
          Arity.atLeast(1),
          BaseModelRule.UNUSED,
          Access.STATISTIC,
          ResultType.BASE,
          Optional.of(
              new Reference(
                  "Riemannian center of mass and mollifier smoothing",
                  URI.create("https://doi.org/10.1002/cpa.3160300502"))));

  public static final MethodDescriptor MODEL_STOCK =
      new MethodDescriptor(
          "model_stock",
          List.of(),
          "Goes from the base to the average of the models, the further the more they agree.",
          List.of(
              ParameterDescriptor.flag(
                  "filter_wise", GLOBAL, false, "Each row of a tensor goes its own way.")),
          Arity.atLeast(2),
          BaseModelRule.REQUIRED,
          Access.ROWS,
          ResultType.BASE,
          Optional.of(
              Reference.arxiv(
                  "2403.19522", "Model Stock: All we need is just a few fine-tuned models")));

  public static final MethodDescriptor ARCEE_FUSION =
      new MethodDescriptor(
          "arcee_fusion",
          List.of(),
          "Takes over from the other model only the changes that matter most.",
          List.of(),
          Arity.exactly(1),
          BaseModelRule.REQUIRED,
          Access.ROWS,
          ResultType.BASE,
          Optional.empty());

  private static final List<MethodDescriptor> ALL =
      List.of(SLERP, NUSLERP, MULTISLERP, KARCHER, MODEL_STOCK, ARCEE_FUSION);

  private GeometricMethods() {}

  /** All of them, in the order in which people are shown them. */
  public static List<MethodDescriptor> all() {
    return ALL;
  }
}
