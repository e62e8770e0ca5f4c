package io.mergefarm.contracts.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GoldenRecipesTest {
  private static final Path CASES =
      Path.of(System.getProperty("mergefarm.root")).resolve("../shared/golden/visible");

  @Test
  void everyGoldenRecipeIsRead() throws IOException {
    assumeTrue(Files.isDirectory(CASES), "the golden cases are not beside the repository");
    List<Path> recipes = recipes();
    assertThat(recipes).isNotEmpty();
    for (Path recipe : recipes) {
      ParsedRecipe parsed = new RecipeParser().parse(Files.readString(recipe));
      assertThat(parsed.problems()).as(recipe.toString()).isEmpty();
      assertThat(parsed.recipe()).as(recipe.toString()).isPresent();
    }
  }

  private static List<Path> recipes() throws IOException {
    try (Stream<Path> cases = Files.list(CASES)) {
      return cases.map(folder -> folder.resolve("recipe.yml")).filter(Files::exists).toList();
    }
  }
}
