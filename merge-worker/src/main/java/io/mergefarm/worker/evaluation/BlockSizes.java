package io.mergefarm.worker.evaluation;

import io.mergefarm.contracts.method.Access;
import io.mergefarm.contracts.method.Arithmetic;
import io.mergefarm.contracts.safetensors.Shape;

/** How many elements of a tensor are computed at once. */
record BlockSizes(int preferred) {

  /** The longest array that there is. */
  static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

  /**
   * @param preferred the size where the method leaves it open, a multiple of {@link
   *     Arithmetic#LANES}
   */
  BlockSizes {
    if (preferred <= 0 || preferred % Arithmetic.LANES != 0) {
      throw new IllegalArgumentException("no block has " + preferred + " elements");
    }
  }

  /** The size that suits the way a method reads. */
  int of(Access access, Shape shape) {
    return switch (access) {
      case ELEMENTWISE, STATISTIC -> limit(preferred, shape);
      case ROWS -> limit(rows(shape), shape);
      case PLANES -> limit(planes(shape), shape);
      case TENSOR -> limit(shape.elements(), shape);
    };
  }

  /** Whole rows, in a number that keeps blocks at multiples of {@link Arithmetic#LANES}. */
  private long rows(Shape shape) {
    long row = Math.max(1, shape.rank() == 0 ? 1 : shape.dimensions().getLast());
    long group = Math.multiplyExact(row, Arithmetic.LANES);
    return group * Math.max(1, preferred / group);
  }

  /** Whole planes, in a number that keeps blocks at multiples of {@link Arithmetic#LANES}. */
  private long planes(Shape shape) {
    if (shape.rank() < 2 || shape.elements() == 0) {
      return shape.elements();
    }
    long plane = shape.elements() / shape.dimensions().getFirst();
    long planes = Arithmetic.LANES / Math.min(Arithmetic.LANES, Long.lowestOneBit(plane));
    long group = Math.multiplyExact(plane, planes);
    return group * Math.max(1, preferred / group);
  }

  private static int limit(long size, Shape shape) {
    long limited = Math.max(1, Math.min(size, shape.elements()));
    if (limited > LONGEST_ARRAY) {
      throw new RefusedDataException(
          "the merge method needs %d elements at once of shape %s, and %d is the most"
              .formatted(limited, shape, LONGEST_ARRAY));
    }
    return (int) limited;
  }
}
