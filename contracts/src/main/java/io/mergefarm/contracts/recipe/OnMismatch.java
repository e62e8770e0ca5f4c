package io.mergefarm.contracts.recipe;

import java.util.List;
import java.util.Optional;

/**
 * What is done about tensors that the models of a merge do not agree on: the first case that
 * matches a tensor's name decides.
 */
public record OnMismatch(List<Case> cases) {

  /** Nothing is said. */
  public static final OnMismatch NONE = new OnMismatch(List.of());

  public OnMismatch {
    cases = List.copyOf(cases);
  }

  /** The policy for an output tensor, where the recipe says one. */
  public Optional<Policy> of(String tensor) {
    return cases.stream().filter(c -> c.matches(tensor)).findFirst().map(Case::policy);
  }

  /** What is done about a tensor of which shapes differ, or that some models lack. */
  public enum Policy {
    /** The recipe is refused. */
    ERROR("error"),
    /** The tensor is the base's, or the first model's that has it. */
    BASE("base"),
    /** All models' tensors are cut to the leading corner that they have in common. */
    SUBMATRIX("submatrix");

    private final String text;

    Policy(String text) {
      this.text = text;
    }

    /** As recipes write it. */
    public String text() {
      return text;
    }
  }

  /**
   * One case.
   *
   * @param filter a part of the tensor's name; absent or {@code *}: every name
   */
  public record Case(Optional<String> filter, Policy policy) {
    private boolean matches(String tensor) {
      return filter.map(text -> text.equals("*") || tensor.contains(text)).orElse(true);
    }
  }
}
