package io.mergefarm.worker.compute;

import java.lang.foreign.MemorySegment;

/**
 * Consecutive elements of two models and of their base, as they are stored.
 *
 * @param offset of the first element in each of the three, in bytes
 * @param length how many elements
 */
public record StoredPair(
    MemorySegment first, MemorySegment second, MemorySegment base, long offset, int length) {

  /**
   * Those from {@code from} to {@code to - 1}.
   *
   * @param elementBytes of an element
   */
  public StoredPair range(int from, int to, int elementBytes) {
    return new StoredPair(first, second, base, offset + (long) from * elementBytes, to - from);
  }

  /** The models, in their order. */
  MemorySegment[] models() {
    return new MemorySegment[] {first, second};
  }
}
