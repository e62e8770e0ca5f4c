package io.mergefarm.contracts.recipe;

import java.util.List;
import java.util.Optional;

/** The value of a parameter as a recipe writes it. Booleans are 0 and 1. */
public sealed interface Setting {

  /** One number. */
  record Scalar(double value) implements Setting {}

  /** Numbers spread evenly over the layers of a slice, with straight lines between them. */
  record Gradient(List<Double> values) implements Setting {
    public Gradient {
      values = List.copyOf(values);
      if (values.isEmpty()) {
        throw new IllegalArgumentException("a gradient of no values");
      }
    }
  }

  /** The first case that matches the tensor's name decides. */
  record Conditional(List<Case> cases) implements Setting {
    public Conditional {
      cases = List.copyOf(cases);
    }
  }

  /**
   * One case.
   *
   * @param filter a part of the tensor's name; absent or {@code *}: every name
   * @param value a scalar or a gradient
   */
  record Case(Optional<String> filter, Setting value) {
    public boolean matches(String tensor) {
      return filter.map(text -> text.equals("*") || tensor.contains(text)).orElse(true);
    }
  }
}
