package io.mergefarm.contracts.method;

import java.util.Optional;

/**
 * A parameter of a merge method. Every value is a number; booleans are 0 and 1.
 *
 * @param name as recipes write it
 * @param scope who sets it: each model, or the merge as a whole
 * @param type which numbers are legal
 * @param defaultValue the value where a recipe sets none; a parameter without one is required,
 *     unless {@code optional} or substituted
 * @param optional whether the method does without the parameter where it has no value
 * @param substitute a parameter of the models that stands in for one of the merge as a whole, where
 *     all models have it; then the method needs no base either
 * @param minimum the least legal value
 * @param maximum the greatest legal value
 * @param description one sentence for people
 */
public record ParameterDescriptor(
    String name,
    Scope scope,
    Type type,
    Optional<Double> defaultValue,
    boolean optional,
    Optional<String> substitute,
    double minimum,
    double maximum,
    String description) {

  /** How a parameter is looked up. */
  public enum Scope {
    /** By model and input tensor. */
    MODEL,
    /** By output tensor. */
    GLOBAL,
    /** By output tensor, and only for embeddings and heads: other tensors have no value. */
    EMBEDDING
  }

  /** Which numbers a parameter takes. */
  public enum Type {
    NUMBER,
    INTEGER,
    BOOLEAN
  }

  /** A number that recipes must give. */
  public static ParameterDescriptor required(String name, Scope scope, String description) {
    return new ParameterDescriptor(
        name,
        scope,
        Type.NUMBER,
        Optional.empty(),
        false,
        Optional.empty(),
        Double.NEGATIVE_INFINITY,
        Double.POSITIVE_INFINITY,
        description);
  }

  /** A number that recipes may leave out without a value taking its place. */
  public static ParameterDescriptor optional(String name, Scope scope, String description) {
    return new ParameterDescriptor(
        name,
        scope,
        Type.NUMBER,
        Optional.empty(),
        true,
        Optional.empty(),
        Double.NEGATIVE_INFINITY,
        Double.POSITIVE_INFINITY,
        description);
  }

  /** A number with a default. */
  public static ParameterDescriptor number(
      String name, Scope scope, double defaultValue, String description) {
    return new ParameterDescriptor(
        name,
        scope,
        Type.NUMBER,
        Optional.of(defaultValue),
        false,
        Optional.empty(),
        Double.NEGATIVE_INFINITY,
        Double.POSITIVE_INFINITY,
        description);
  }

  /** A switch with a default. */
  public static ParameterDescriptor flag(
      String name, Scope scope, boolean defaultValue, String description) {
    return new ParameterDescriptor(
        name,
        scope,
        Type.BOOLEAN,
        Optional.of(defaultValue ? 1.0 : 0.0),
        false,
        Optional.empty(),
        0,
        1,
        description);
  }

  /** A whole number with a default. */
  public static ParameterDescriptor integer(
      String name, Scope scope, int defaultValue, String description) {
    return new ParameterDescriptor(
        name,
        scope,
        Type.INTEGER,
        Optional.of((double) defaultValue),
        false,
        Optional.empty(),
        Double.NEGATIVE_INFINITY,
        Double.POSITIVE_INFINITY,
        description);
  }

  /** The same parameter with its legal range narrowed. */
  public ParameterDescriptor between(double least, double greatest) {
    return new ParameterDescriptor(
        name, scope, type, defaultValue, optional, substitute, least, greatest, description);
  }

  /** The same parameter, which one of the models may stand in for. */
  public ParameterDescriptor orOfEachModel(String parameter) {
    return new ParameterDescriptor(
        name,
        scope,
        type,
        defaultValue,
        optional,
        Optional.of(parameter),
        minimum,
        maximum,
        description);
  }

  /** Whether a recipe must give a value. */
  public boolean required() {
    return !optional && defaultValue.isEmpty();
  }

  /** Why a value is not legal, or empty where it is. */
  public Optional<String> objection(double value) {
    if (Double.isNaN(value) || value < minimum || value > maximum) {
      return Optional.of(name + " must lie in [" + minimum + ", " + maximum + "], not " + value);
    }
    if (type == Type.BOOLEAN && value != 0 && value != 1) {
      return Optional.of(name + " must be true or false, not " + value);
    }
    if (type == Type.INTEGER && value != Math.rint(value)) {
      return Optional.of(name + " must be a whole number, not " + value);
    }
    return Optional.empty();
  }
}
