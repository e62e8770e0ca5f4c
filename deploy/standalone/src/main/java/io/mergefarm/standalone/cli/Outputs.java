package io.mergefarm.standalone.cli;

import io.mergefarm.contracts.recipe.RecipeParser;
import io.mergefarm.contracts.recipe.StageRecipes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What a recipe is merged into: the output, and its stages in front where they are wanted too. */
final class Outputs {

  private static final Pattern FOLDER_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  private Outputs() {}

  /**
   * The outputs in the order in which they are written, the recipe's own last.
   *
   * @param keepStages whether stages are written as well, beside the output as {@code OUT-NAME}
   * @throws IOException if a stage's name can not be part of a folder's
   */
  static List<Output> of(String recipe, Path out, boolean keepStages) throws IOException {
    List<Output> outputs = new ArrayList<>();
    if (keepStages) {
      for (var stage : StageRecipes.of(recipe, new RecipeParser().parse(recipe)).entrySet()) {
        outputs.add(new Output(stage.getValue(), beside(out, stage.getKey())));
      }
    }
    outputs.add(new Output(recipe, out));
    return outputs;
  }

  private static Path beside(Path out, String stage) throws IOException {
    if (!FOLDER_NAME.matcher(stage).matches()) {
      throw new IOException(
          "the stage '%s' can not be kept: name it with letters, digits, points and hyphens"
              .formatted(stage));
    }
    Path folder = out.toAbsolutePath().normalize();
    return folder.resolveSibling(folder.getFileName() + "-" + stage);
  }
}
