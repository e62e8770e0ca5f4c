package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.Arithmetic;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Keeps the share {@code density} of a task vector's elements, those of the largest magnitude:
 * exactly as many as that makes, rounded down, and at least one. Mostly takes one pass.
 */
final class LargestMagnitudes implements Sparsifier {

  @Override
  public List<Pruning> prune(TaskVectors vectors) throws IOException {
    MagnitudeSearch search = vectors.magnitudes();
    SortedMap<Integer, MagnitudeSelection> selections = new TreeMap<>();
    for (int model = 0; model < vectors.count(); model++) {
      double density = vectors.models().get(model).parameters().get("density");
      if (density < 1) {
        long kept = Math.max(1, (long) (density * vectors.elements()));
        selections.put(model, search.want(model, kept));
      }
    }
    vectors.find(search);
    List<Pruning> prunings = new ArrayList<>(Collections.nCopies(vectors.count(), Pruning.NONE));
    selections.forEach(
        (model, selection) -> prunings.set(model, window(selection, vectors.arithmetic())));
    return prunings;
  }

  private static Pruning window(MagnitudeSelection last, Arithmetic arithmetic) {
    MagnitudeCut cut = new MagnitudeCut(last.result(), arithmetic);
    return new MagnitudeWindow(Optional.of(cut), Optional.empty());
  }
}
