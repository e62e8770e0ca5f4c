package io.mergefarm.worker.method;

import java.util.List;
import java.util.stream.IntStream;

/** Keeps each element of a task vector with the probability {@code density}. */
final class RandomElements implements Sparsifier {

  @Override
  public List<Pruning> prune(TaskVectors vectors) {
    return IntStream.range(0, vectors.count()).mapToObj(i -> pruning(vectors, i)).toList();
  }

  private static Pruning pruning(TaskVectors vectors, int vector) {
    double density = vectors.models().get(vector).parameters().get("density");
    if (density >= 1) {
      return Pruning.NONE;
    }
    Mask mask = new BernoulliMask(density, vectors.stream(vector), vectors);
    return new MaskPruning(new RememberedMask(mask, vectors.elements()), vectors);
  }
}
