package io.mergefarm.contracts.recipe;

import io.mergefarm.contracts.recipe.Composition.Models;
import io.mergefarm.contracts.recipe.Composition.Modules;
import io.mergefarm.contracts.recipe.Composition.OutputSlice;
import io.mergefarm.contracts.recipe.Composition.Slices;
import io.mergefarm.contracts.recipe.Problem.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;

/** Finds what a recipe may say but no merge can do yet. */
public final class UnsupportedFeatures {
  private static final Comparator<Problem> BY_PLACE =
      Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column);

  private final ParsedRecipe parsed;
  private final List<Problem> problems = new ArrayList<>();

  private UnsupportedFeatures(ParsedRecipe parsed) {
    this.parsed = parsed;
  }

  /** An error {@code not-supported-yet} for each such feature, in the order of their places. */
  public static List<Problem> in(ParsedRecipe parsed) {
    UnsupportedFeatures features = new UnsupportedFeatures(parsed);
    parsed.recipe().ifPresent(features::check);
    return features.problems.stream().sorted(BY_PLACE).toList();
  }

  private void check(Recipe recipe) {
    recipe.baseModel().ifPresent(model -> check("base_model", model));
    switch (recipe.composition()) {
      case Models models ->
          each(models.models(), "models", (path, entry) -> check(path + ".model", entry.model()));
      case Slices slices -> each(slices.slices(), "slices", this::check);
      case Modules _ -> report("modules", "Merging by modules");
    }
  }

  private void check(String path, OutputSlice slice) {
    slice.baseModel().ifPresent(model -> check(path + ".base_model", model));
    each(
        slice.sources(),
        path + ".sources",
        (source, entry) -> check(source + ".model", entry.model()));
  }

  private void check(String path, ModelReference model) {
    model.lora().ifPresent(_ -> report(path, "Applying a LoRA adapter"));
    model.overrideArchitecture().ifPresent(_ -> report(path, "Overriding the architecture"));
  }

  private static <T> void each(List<T> items, String path, BiConsumer<String, T> check) {
    IntStream.range(0, items.size()).forEach(i -> check.accept(path + "[" + i + "]", items.get(i)));
  }

  private void report(String path, String what) {
    problems.add(
        parsed.problem(
            Severity.ERROR,
            "not-supported-yet",
            path,
            what + " is not supported yet.",
            Optional.empty()));
  }
}
