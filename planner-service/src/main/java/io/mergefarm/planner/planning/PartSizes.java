package io.mergefarm.planner.planning;

/**
 * How large the parts of an output are, where nobody says.
 *
 * @param parts that an output is cut into, about, unless they would be very small or too large
 * @param largest bytes of a part
 */
public record PartSizes(int parts, long largest) {

  private static final long MEBI = 1 << 20;
  private static final long SMALLEST = 32 * MEBI;

  /** Parts end between chunks of tensors, so they are a little smaller than what they aim at. */
  private static final long SLACK = 2 * MEBI;

  /**
   * @throws IllegalArgumentException if a number is not positive
   */
  public PartSizes {
    if (parts <= 0 || largest <= 0) {
      throw new IllegalArgumentException(
          "an output has %d parts of %d bytes at most: set mergefarm.planner.parts and mergefarm.planner.largest-part to 1 or more"
              .formatted(parts, largest));
    }
  }

  /**
   * Where one process is all the workers and lives for one merge: the events of a part take more of
   * a young JVM than is lost when the last parts do not end together.
   */
  public static PartSizes inOneProcess(int processors) {
    return new PartSizes(Math.multiplyExact(3, processors), 512 * MEBI);
  }

  /**
   * The size of parts that suits an output.
   *
   * @param outputBytes of all its tensors
   */
  long of(long outputBytes) {
    long even = Math.ceilDiv(outputBytes, parts) + SLACK;
    return Math.clamp(even, Math.min(SMALLEST, largest), largest);
  }
}
