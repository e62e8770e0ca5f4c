package io.mergefarm.contracts.method;

/** What a method does with the recipe's {@code base_model}. */
public enum BaseModelRule {
  /** The method computes relative to the base, which must be named. */
  REQUIRED,
  /** The method computes relative to the base where one is named. */
  OPTIONAL,
  /** The method knows no base; one that is named is an ordinary input. */
  UNUSED
}
