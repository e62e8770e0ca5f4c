package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.Arithmetic;
import io.mergefarm.contracts.method.Quirks;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Drops the share {@code gamma} of a task vector's elements, the largest ones, and of the others so
 * many of the smallest that the share {@code density} is left. Mostly takes one pass.
 */
final class MiddleMagnitudes implements Sparsifier {

  @Override
  public List<Pruning> prune(TaskVectors vectors) throws IOException {
    MagnitudeSearch search = vectors.magnitudes();
    List<Cuts> cuts = new ArrayList<>();
    for (int i = 0; i < vectors.count(); i++) {
      cuts.add(Cuts.of(Middle.of(vectors, i), vectors.elements(), search, i));
    }
    vectors.find(search);
    return cuts.stream().map(cut -> cut.pruning(vectors.arithmetic())).toList();
  }

  /**
   * How many elements there are in the middle and above it.
   *
   * @param outliers the largest ones, which are dropped
   */
  private record Middle(long outliers, long kept) {

    static Middle of(TaskVectors vectors, int vector) {
      double density = vectors.models().get(vector).parameters().get("density");
      long elements = vectors.elements();
      if (density >= 1) {
        return new Middle(0, elements);
      }
      double gamma = vectors.models().get(vector).parameters().get("gamma");
      long kept = (long) (density * elements);
      long outliers = Math.min((long) (gamma * elements), elements - kept);
      boolean keepsNothing = outliers == 0 && vectors.quirks() == Quirks.MERGEKIT;
      return new Middle(outliers, keepsNothing ? 0 : kept);
    }
  }

  /** The ends of the middle, as far as there is something beyond them. */
  private record Cuts(
      boolean keepsNothing,
      Optional<MagnitudeSelection> aboveMiddle,
      Optional<MagnitudeSelection> lastOfMiddle) {

    static Cuts of(Middle middle, long elements, MagnitudeSearch search, int vector) {
      long end = middle.outliers + middle.kept;
      boolean nothing = middle.kept == 0;
      return new Cuts(
          nothing,
          nothing || middle.outliers == 0
              ? Optional.empty()
              : Optional.of(search.want(vector, middle.outliers)),
          nothing || end == elements ? Optional.empty() : Optional.of(search.want(vector, end)));
    }

    Pruning pruning(Arithmetic arithmetic) {
      if (keepsNothing) {
        return Pruning.everything(arithmetic);
      }
      if (lastOfMiddle.isEmpty() && aboveMiddle.isEmpty()) {
        return Pruning.NONE;
      }
      return new MagnitudeWindow(
          lastOfMiddle.map(found -> new MagnitudeCut(found.result(), arithmetic)),
          aboveMiddle.map(found -> new OutlierCut(found.result(), arithmetic)));
    }
  }
}
