package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.Parameters;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Keeps elements of a task vector the likelier the larger they are in their row: from {@code
 * density - epsilon} for the smallest to {@code density + epsilon} for the largest.
 */
final class RankedElements implements Sparsifier {

  @Override
  public List<Pruning> prune(TaskVectors vectors) {
    return IntStream.range(0, vectors.count()).mapToObj(i -> pruning(vectors, i)).toList();
  }

  private static Pruning pruning(TaskVectors vectors, int vector) {
    Parameters parameters = vectors.models().get(vector).parameters();
    double density = parameters.get("density");
    if (density >= 1) {
      return Pruning.NONE;
    }
    if (density <= 0) {
      return Pruning.everything(vectors.arithmetic());
    }
    Rows rows = Rows.of(vectors.shape(), vectors.quirks());
    RankProbability probability =
        new RankProbability(density, parameters.get("epsilon"), rows.length());
    Mask mask = new RankMask(rows, probability, vectors.stream(vector), vectors);
    return new MaskPruning(new RememberedMask(mask, vectors.elements()), vectors);
  }
}
