package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.Arithmetic.Sum;
import io.mergefarm.worker.compute.StoredPair;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Two task vectors whose elements are kept by masks that do not look at them, in steps from stored
 * inputs: so the memory is read while something is computed.
 */
final class MarkedPair {

  private static final int MODELS = 2;
  private static final float[] NONE = {};

  private final TaskVectors vectors;
  private final List<Mask> masks;
  private final long[][] marks;

  private MarkedPair(TaskVectors vectors, List<Mask> masks) {
    this.vectors = vectors;
    this.masks = masks;
    this.marks = new long[MODELS][Mask.words(vectors.blockSize())];
  }

  /** Empty where task vectors are pruned otherwise. */
  static Optional<MarkedPair> of(TaskVectors vectors, List<Pruning> prunings) {
    List<Mask> masks =
        prunings.stream().flatMap(pruning -> pruning.mask().stream()).filter(Mask::blind).toList();
    return prunings.size() == MODELS && masks.size() == MODELS
        ? Optional.of(new MarkedPair(vectors, masks))
        : Optional.empty();
  }

  /**
   * Adds the magnitudes of the elements of each, and of those that are kept, in one pass.
   *
   * @return whether it could be done, for the inputs are stored
   */
  boolean addMagnitudes(List<Sum> all, List<Sum> kept) throws IOException {
    return vectors.scanStored(
        (differences, position, length, x, offset) -> {
          int place = mark(position, length);
          differences.addMagnitudes(vectors.pair(x, offset, length), marks, place, all, kept);
        });
  }

  /**
   * Computes a block of what a weighted sum makes of them.
   *
   * @param output takes elements 0 to length - 1
   */
  void move(long position, int length, StoredInputs inputs, WeightedSum sum, float[] output)
      throws IOException {
    inputs.read(
        position,
        length,
        (start, piece, x, offset) -> {
          int place = mark(position + start, piece);
          StoredPair pair = vectors.pair(x, offset, piece);
          sum.move(inputs.differences(), pair, marks, place, output, start);
        });
  }

  /** Returns the place of the first element's bit. */
  private int mark(long position, int length) {
    for (int i = 0; i < MODELS; i++) {
      masks.get(i).mark(position, length, NONE, marks[i]);
    }
    return (int) (position % Long.SIZE);
  }
}
