package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.Arithmetic;
import io.mergefarm.contracts.method.Arithmetic.Sum;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Scales what a sparsifier keeps of a task vector so that the sum of its magnitudes stays what it
 * was, where the recipe says {@code rescale}. Takes one more pass.
 */
record Rescaling(Sparsifier sparsifier) implements Sparsifier {

  /** Sums below this are left as they are. */
  private static final double SMALLEST_SUM = 1e-7;

  @Override
  public List<Pruning> prune(TaskVectors vectors) throws IOException {
    List<Pruning> prunings = sparsifier.prune(vectors);
    if (!vectors.parameters().flag("rescale") || prunings.stream().allMatch(Pruning.NONE::equals)) {
      return prunings;
    }
    List<Sum> before = sums(vectors);
    List<Sum> after = sums(vectors);
    Optional<MarkedPair> pair = MarkedPair.of(vectors, prunings);
    if (pair.isEmpty() || !pair.get().addMagnitudes(before, after)) {
      addMagnitudes(vectors, prunings, before, after);
    }
    return IntStream.range(0, prunings.size())
        .mapToObj(i -> rescaled(prunings.get(i), factor(before.get(i), after.get(i))))
        .toList();
  }

  private static void addMagnitudes(
      TaskVectors vectors, List<Pruning> prunings, List<Sum> before, List<Sum> after)
      throws IOException {
    Arithmetic arithmetic = vectors.arithmetic();
    int[] pruned =
        IntStream.range(0, prunings.size())
            .filter(i -> !prunings.get(i).equals(Pruning.NONE))
            .toArray();
    float[] whole = new float[vectors.blockSize()];
    vectors.scan(
        (position, length, blocks) -> {
          for (int i : pruned) {
            Pruning pruning = prunings.get(i);
            if (pruning instanceof MaskPruning masked) {
              masked.addMagnitudes(position, length, blocks[i], before.get(i), after.get(i));
              continue;
            }
            System.arraycopy(blocks[i], 0, whole, 0, length);
            pruning.apply(position, length, blocks[i]);
            arithmetic.sums().addMagnitudes(whole, blocks[i], length, before.get(i), after.get(i));
          }
        });
  }

  private static List<Sum> sums(TaskVectors vectors) {
    return Stream.generate(Sum::new).limit(vectors.count()).toList();
  }

  private static float factor(Sum before, Sum after) {
    return before.value() < SMALLEST_SUM || after.value() < SMALLEST_SUM
        ? 1
        : (float) (before.value() / after.value());
  }

  /** What is not pruned needs no rescaling. */
  private static Pruning rescaled(Pruning pruning, float factor) {
    return pruning.equals(Pruning.NONE) ? pruning : new Rescaled(pruning, factor);
  }

  /** A pruning whose kept elements are multiplied by a factor. */
  private record Rescaled(Pruning pruning, float factor) implements Pruning {
    @Override
    public void apply(long position, int length, float[] vector) {
      pruning.apply(position, length, vector);
    }

    @Override
    public Optional<Mask> mask() {
      return pruning.mask();
    }
  }
}
