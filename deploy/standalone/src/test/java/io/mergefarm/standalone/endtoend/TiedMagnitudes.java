package io.mergefarm.standalone.endtoend;

import io.mergefarm.contracts.merge.MergeSubmission;
import io.mergefarm.contracts.recipe.Composition.ModelEntry;
import io.mergefarm.contracts.recipe.Composition.Models;
import io.mergefarm.contracts.recipe.Recipe;
import io.mergefarm.contracts.recipe.RecipeParser;
import io.mergefarm.contracts.recipe.Setting.Scalar;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/**
 * Elements of which mergekit keeps some and drops others, though they have changed equally much:
 * its sort is not stable, so which ones it keeps follows no rule. Mergefarm keeps the first.
 */
final class TiedMagnitudes {

  private final Map<String, Tensor> base;
  private final List<Tuned> tuned;

  private record Tuned(Map<String, Tensor> tensors, double density) {}

  private TiedMagnitudes(Map<String, Tensor> base, List<Tuned> tuned) {
    this.base = base;
    this.tuned = tuned;
  }

  /** Reads the models of a recipe; there are no ties but in {@code ties} of whole models. */
  static TiedMagnitudes in(MergeSubmission submission) throws IOException {
    Recipe recipe = new RecipeParser().parse(submission.recipe()).recipe().orElseThrow();
    List<Tuned> tuned = new ArrayList<>();
    if (!recipe.mergeMethod().equals("ties")
        || !(recipe.composition() instanceof Models composition)) {
      return new TiedMagnitudes(Map.of(), tuned);
    }
    Path models = Path.of(submission.options().folder());
    String base = recipe.baseModel().orElseThrow().text();
    for (ModelEntry entry : composition.models()) {
      if (entry.parameters().get("density") instanceof Scalar density) {
        tuned.add(new Tuned(tensors(models, entry.model().text()), density.value()));
      }
    }
    return new TiedMagnitudes(tensors(models, base), tuned);
  }

  private static Map<String, Tensor> tensors(Path models, String model) throws IOException {
    return new Checkpoint(models.resolve(model)).tensors();
  }

  /** The elements of a tensor of which nobody can say whether they take part. */
  BitSet of(String tensor) {
    BitSet tied = new BitSet();
    for (Tuned model : tuned) {
      double[] before = base.get(tensor).values();
      double[] magnitudes = model.tensors().get(tensor).values();
      Arrays.setAll(magnitudes, i -> Math.abs((float) (magnitudes[i] - before[i])));
      tied.or(atTheCut(magnitudes, model.density()));
    }
    return tied;
  }

  private static BitSet atTheCut(double[] magnitudes, double density) {
    double[] sorted = magnitudes.clone();
    Arrays.sort(sorted);
    int dropped = sorted.length - (int) (density * sorted.length);
    BitSet tied = new BitSet();
    if (dropped > 0 && dropped < sorted.length && sorted[dropped - 1] == sorted[dropped]) {
      for (int i = 0; i < magnitudes.length; i++) {
        tied.set(i, magnitudes[i] == sorted[dropped]);
      }
    }
    return tied;
  }
}
