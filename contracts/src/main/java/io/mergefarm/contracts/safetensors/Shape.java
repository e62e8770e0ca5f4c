package io.mergefarm.contracts.safetensors;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The extents of a tensor, outermost first; a scalar has none.
 *
 * @param dimensions non-negative extents whose product fits a long
 */
public record Shape(@JsonValue List<Long> dimensions) {

  @JsonCreator
  public Shape {
    dimensions = List.copyOf(dimensions);
    long product = 1;
    for (long dimension : dimensions) {
      if (dimension < 0) {
        throw new IllegalArgumentException("negative dimension in shape " + dimensions);
      }
      product = Math.multiplyExact(product, dimension);
    }
  }

  public static Shape of(long... dimensions) {
    return new Shape(java.util.Arrays.stream(dimensions).boxed().toList());
  }

  /** The number of elements; 1 for a scalar. */
  public long elements() {
    long product = 1;
    for (long dimension : dimensions) {
      product *= dimension;
    }
    return product;
  }

  /** The same with another first extent. */
  public Shape withRows(long rows) {
    List<Long> extents = new ArrayList<>(dimensions);
    extents.set(0, rows);
    return new Shape(extents);
  }

  public int rank() {
    return dimensions.size();
  }

  @Override
  public String toString() {
    return dimensions.stream().map(String::valueOf).collect(Collectors.joining(", ", "[", "]"));
  }
}
