package io.mergefarm.contracts.method;

import java.util.List;
import java.util.Optional;

/**
 * Everything about a merge method but its arithmetic: what planners check recipes against, and what
 * people are shown.
 *
 * @param name as recipes write it in {@code merge_method}
 * @param aliases other accepted names
 * @param summary one sentence: what the method does
 * @param parameters in the order in which people are shown them
 * @param arity the number of tensors
 * @param baseModel what the method does with {@code base_model}
 * @param access how the method reads a tensor, the dearest way of those it has
 * @param result which dtype the result has where the recipe names none
 * @param reference the publication, where there is one
 * @param rules what else can be told of parameters
 */
public record MethodDescriptor(
    String name,
    List<String> aliases,
    String summary,
    List<ParameterDescriptor> parameters,
    Arity arity,
    BaseModelRule baseModel,
    Access access,
    ResultType result,
    Optional<Reference> reference,
    ParameterRules rules) {

  /** The dtype of a result whose recipe names neither {@code dtype} nor {@code out_dtype}. */
  public enum ResultType {
    /** The base's, or the first input's where there is no base. */
    BASE,
    /** The widest of the inputs; F32 where F16 meets BF16. */
    PROMOTED
  }

  public MethodDescriptor {
    aliases = List.copyOf(aliases);
    parameters = List.copyOf(parameters);
  }

  /** A method whose parameters have no rules but their ranges. */
  public MethodDescriptor(
      String name,
      List<String> aliases,
      String summary,
      List<ParameterDescriptor> parameters,
      Arity arity,
      BaseModelRule baseModel,
      Access access,
      ResultType result,
      Optional<Reference> reference) {
    this(
        name,
        aliases,
        summary,
        parameters,
        arity,
        baseModel,
        access,
        result,
        reference,
        ParameterRules.NONE);
  }

  public List<ParameterDescriptor> parameters(ParameterDescriptor.Scope scope) {
    return parameters.stream().filter(parameter -> parameter.scope() == scope).toList();
  }

  public Optional<ParameterDescriptor> parameter(String parameterName) {
    return parameters.stream().filter(p -> p.name().equals(parameterName)).findFirst();
  }
}
