package io.mergefarm.worker.method;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Keeps the share {@code density} of a task vector's elements, those of the largest magnitude:
 * exactly as many as that makes, rounded down, and at least one. Takes two passes, and a third
 * where several elements are as large as the smallest that is kept.
 */
final class LargestMagnitudes implements Sparsifier {

  @Override
  public List<Pruning> prune(TaskVectors vectors) throws IOException {
    SortedMap<Integer, MagnitudeSelection> selections = selections(vectors);
    List<Pruning> prunings = new ArrayList<>(Collections.nCopies(vectors.count(), Pruning.NONE));
    if (!selections.isEmpty()) {
      search(vectors, selections);
      selections.forEach((model, selection) -> prunings.set(model, selection.cut()));
    }
    return prunings;
  }

  /** One for each model that has a density below one. */
  private static SortedMap<Integer, MagnitudeSelection> selections(TaskVectors vectors) {
    SortedMap<Integer, MagnitudeSelection> selections = new TreeMap<>();
    for (int model = 0; model < vectors.count(); model++) {
      double density = vectors.models().get(model).parameters().get("density");
      if (density < 1) {
        long kept = Math.max(1, (long) (density * vectors.elements()));
        selections.put(model, new MagnitudeSelection(kept, vectors));
      }
    }
    return selections;
  }

  private static void search(TaskVectors vectors, SortedMap<Integer, MagnitudeSelection> selections)
      throws IOException {
    vectors.scan(
        (position, length, blocks) ->
            selections.forEach((model, s) -> s.countUpperBits(blocks[model], length)));
    selections.values().forEach(MagnitudeSelection::chooseUpperBits);
    vectors.scan(
        (position, length, blocks) ->
            selections.forEach((model, s) -> s.countLowerBits(blocks[model], length)));
    selections.values().forEach(MagnitudeSelection::chooseLowerBits);
    if (selections.values().stream().anyMatch(MagnitudeSelection::tied)) {
      vectors.scan(
          (position, length, blocks) ->
              selections.forEach((model, s) -> s.locate(position, blocks[model], length)));
    }
  }
}
