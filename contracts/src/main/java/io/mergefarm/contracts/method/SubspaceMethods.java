package io.mergefarm.contracts.method;

import static io.mergefarm.contracts.method.ParameterDescriptor.Scope.EMBEDDING;
import static io.mergefarm.contracts.method.ParameterDescriptor.Scope.GLOBAL;
import static io.mergefarm.contracts.method.ParameterDescriptor.Scope.MODEL;

import io.mergefarm.contracts.method.MethodDescriptor.ResultType;
import java.util.List;
import java.util.Optional;

/** Descriptors of the methods that take matrices apart into their singular vectors. */
public final class SubspaceMethods {

  public static final MethodDescriptor ISO_C =
      method(
          "iso_c",
          "Adds up the task vectors of each matrix and gives all directions of the sum the same"
              + " strength.",
          Reference.arxiv(
              "2502.04959",
              "No Task Left Behind: Isotropic Model Merging with Common and Task-Specific"
                  + " Subspaces"));

  public static final MethodDescriptor TSV_M =
      method(
          "tsv_m",
          "Adds the leading singular vectors of the models' task vectors to the base, made"
              + " orthogonal to one another.",
          Reference.arxiv(
              "2412.00081", "Task Singular Vectors: Reducing Task Interference in Model Merging"));

  private static final List<MethodDescriptor> ALL = List.of(ISO_C, TSV_M);

  private SubspaceMethods() {}

  /** All of them, in the order in which people are shown them. */
  public static List<MethodDescriptor> all() {
    return ALL;
  }

  private static MethodDescriptor method(String name, String summary, Reference reference) {
    return new MethodDescriptor(
        name,
        List.of(),
        summary,
        List.of(
            ParameterDescriptor.number("weight", MODEL, 1, "Multiplies the model's task vector."),
            ParameterDescriptor.number("lambda", GLOBAL, 1, "Multiplies the merged task vector."),
            ParameterDescriptor.flag(
                "include_embeddings",
                EMBEDDING,
                false,
                "Take embeddings and heads apart too, in place of averaging their task vectors.")),
        Arity.atLeast(1),
        BaseModelRule.REQUIRED,
        Access.TENSOR,
        ResultType.BASE,
        Optional.of(reference));
  }
}
