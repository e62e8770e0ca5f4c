package io.mergefarm.contracts.method;

/**
 * How a method reads a tensor, from the cheapest to the dearest. It decides how a large tensor may
 * be cut and what memory its merge takes.
 */
public enum Access {
  /** Each element depends on the same element of the inputs alone: tensors are cut anywhere. */
  ELEMENTWISE(true),
  /** Elementwise after statistics of the whole tensor, found by extra passes over the inputs. */
  STATISTIC(false),
  /** As {@link #STATISTIC}, in blocks that hold whole rows (all elements along the last axis). */
  ROWS(false),
  /**
   * As {@link #STATISTIC}, in blocks that hold all elements along the second axis: whole rows of a
   * matrix, whole planes of what has more axes, a whole vector.
   */
  PLANES(false),
  /** The whole tensor at once, in one block. */
  TENSOR(false);

  private final boolean divisible;

  Access(boolean divisible) {
    this.divisible = divisible;
  }

  /** Whether one tensor may be merged in several parts. */
  public boolean divisible() {
    return divisible;
  }
}
