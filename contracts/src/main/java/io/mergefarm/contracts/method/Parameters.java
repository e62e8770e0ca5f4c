package io.mergefarm.contracts.method;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/** The values that a recipe's parameters have for one tensor, by name; defaults are filled in. */
public record Parameters(@JsonValue SortedMap<String, Double> values) {

  public static final Parameters NONE = new Parameters(new TreeMap<>());

  @JsonCreator
  public Parameters {
    values = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(values));
  }

  public static Parameters of(Map<String, Double> values) {
    return new Parameters(new TreeMap<>(values));
  }

  /**
   * The value of a parameter that the planner has made sure of.
   *
   * @throws NoSuchElementException if there is none
   */
  public double get(String name) {
    Double value = values.get(name);
    if (value == null) {
      throw new NoSuchElementException("no value for parameter " + name);
    }
    return value;
  }

  public boolean flag(String name) {
    return get(name) != 0;
  }

  public OptionalDouble find(String name) {
    Double value = values.get(name);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }
}
