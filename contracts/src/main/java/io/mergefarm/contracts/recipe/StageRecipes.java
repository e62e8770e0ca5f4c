package io.mergefarm.contracts.recipe;

import io.mergefarm.contracts.recipe.ParsedRecipe.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Cuts a recipe of several documents into recipes that each have one of its stages as their output.
 */
public final class StageRecipes {
  private static final String MARKER = "---";

  private final List<String> lines;
  private final ParsedRecipe parsed;

  private StageRecipes(String yaml, ParsedRecipe parsed) {
    this.lines = yaml.lines().toList();
    this.parsed = parsed;
  }

  /**
   * The recipes of the stages that the output needs, by their names, in the order in which they are
   * computed; the output is none of them.
   *
   * @param yaml the recipe's text
   * @param parsed what was read of it, without errors
   */
  public static Map<String, String> of(String yaml, ParsedRecipe parsed) {
    StageRecipes recipes = new StageRecipes(yaml, parsed);
    Map<String, String> stages = new LinkedHashMap<>();
    List<Recipe> all = parsed.stages();
    for (Recipe stage : all.subList(0, Math.max(0, all.size() - 1))) {
      stages.put(stage.name().orElseThrow(), recipes.upTo(stage));
    }
    return stages;
  }

  private String upTo(Recipe stage) {
    return parsed.needed(stage).stream().map(this::text).collect(Collectors.joining(MARKER + "\n"));
  }

  private String text(Recipe document) {
    int first = line(document);
    List<String> text = new ArrayList<>(lines.subList(first, end(first)));
    if (text.getFirst().startsWith(MARKER)) {
      text.set(0, text.getFirst().substring(MARKER.length()));
    }
    return String.join("\n", text) + "\n";
  }

  /** The place of the first line, from 0. */
  private int line(Recipe document) {
    String path = document.path();
    Place place = parsed.places().get(path.substring(0, path.length() - 1));
    return place.line() - 1;
  }

  /** One past the last line of the document that begins with a line. */
  private int end(int first) {
    for (int i = first + 1; i < lines.size(); i++) {
      if (lines.get(i).startsWith(MARKER)) {
        return i;
      }
    }
    return lines.size();
  }
}
