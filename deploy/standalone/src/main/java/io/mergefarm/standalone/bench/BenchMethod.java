package io.mergefarm.standalone.bench;

import java.util.Locale;

/** The merges that are measured, of the checkpoints {@code base}, {@code first}, {@code second}. */
public enum BenchMethod {
  LINEAR(
      1.3,
      """
      merge_method: linear
      models:
        - model: first
          parameters: {weight: 0.5}
        - model: second
          parameters: {weight: 0.5}
      dtype: bfloat16
      """),
  SLERP(
      2,
      """
      merge_method: slerp
      base_model: first
      models:
        - model: first
        - model: second
      parameters: {t: 0.5}
      dtype: bfloat16
      """),
  TIES(
      3,
      """
      merge_method: ties
      base_model: base
      models:
        - model: first
          parameters: {weight: 1.0, density: 0.5}
        - model: second
          parameters: {weight: 1.0, density: 0.5}
      dtype: bfloat16
      """),
  BREADCRUMBS(
      3,
      """
      merge_method: breadcrumbs
      base_model: base
      models:
        - model: first
          parameters: {weight: 1.0, density: 0.5, gamma: 0.01}
        - model: second
          parameters: {weight: 1.0, density: 0.5, gamma: 0.01}
      dtype: bfloat16
      """);

  private final double mostCopies;
  private final String recipe;

  BenchMethod(double mostCopies, String recipe) {
    this.mostCopies = mostCopies;
    this.recipe = recipe;
  }

  /** How many times as long as copying it may take. */
  double mostCopies() {
    return mostCopies;
  }

  String recipe() {
    return recipe;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
