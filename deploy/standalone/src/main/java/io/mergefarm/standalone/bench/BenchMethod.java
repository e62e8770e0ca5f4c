package io.mergefarm.standalone.bench;

import java.util.Locale;

/** The merges that are measured, of the checkpoints {@code base}, {@code first}, {@code second}. */
public enum BenchMethod {
  LINEAR(
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
      """
      merge_method: ties
      base_model: base
      models:
        - model: first
          parameters: {weight: 1.0, density: 0.5}
        - model: second
          parameters: {weight: 1.0, density: 0.5}
      dtype: bfloat16
      """);

  private final String recipe;

  BenchMethod(String recipe) {
    this.recipe = recipe;
  }

  String recipe() {
    return recipe;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
