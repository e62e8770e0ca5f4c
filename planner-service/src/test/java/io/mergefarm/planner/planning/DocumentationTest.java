package io.mergefarm.planner.planning;

import static org.assertj.core.api.Assertions.assertThat;

import io.mergefarm.contracts.recipe.Problem;
import io.mergefarm.planner.tokenizer.Tokenizers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the pages on recipes and their problems against what happens. */
class DocumentationTest {

  private static final Path ROOT = Path.of(System.getProperty("mergefarm.root"));
  private static final List<Path> RECIPES =
      List.of(
          ROOT.resolve("docs/recipes.md"),
          ROOT.resolve("docs/tokenizers.md"),
          ROOT.resolve("docs/mixtures.md"));
  private static final Path PROBLEMS = ROOT.resolve("docs/problems.md");

  private static final Pattern EXAMPLE = Pattern.compile("(?s)```yaml\n(.*?)```");
  private static final Pattern EXPECTED = Pattern.compile("# (error|warning): (\\S+)\n");
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `([a-z-]+)` \\| (error|warning) \\|");

  /** In the packages that find problems, words with hyphens are codes and nothing else. */
  private static final Pattern CODE =
      Pattern.compile("(?:\"([a-z]+(?:-[a-z]+)+)\"|(?:error|warning)\\(\\s*\"([a-z]+)\")");

  private static final List<Path> FINDERS =
      List.of(
          ROOT.resolve("contracts/src/main/java/io/mergefarm/contracts/recipe"),
          ROOT.resolve("planner-service/src/main/java/io/mergefarm/planner/planning"));

  private final Planning models =
      Planning.of(
              TestCheckpoint.llama("base", 4),
              TestCheckpoint.llama("code", 4),
              TestCheckpoint.llama("prose", 4),
              TestCheckpoint.llama("chat", 4),
              TestCheckpoint.llama("assistant", 4),
              TestCheckpoint.llama("wide", 4).with("model.norm.weight", 6),
              towers("seeing"),
              towers("looking"),
              MixturesTest.dense("dense", "llama"),
              MixturesTest.dense("coder", "llama"),
              MixturesTest.dense("writer", "llama"),
              lora("poetry"),
              lora("manners"),
              bare("first.safetensors"),
              bare("second.safetensors"))
          .with("dense", Tokenizers.reading("<s>", "?", "def", "once"))
          .with("code", Tokenizers.words("<s>", "</s>", "if"))
          .with("assistant", Tokenizers.talking("<s>", "</s>", "hello", "<|im_start|>"));

  private static TestCheckpoint towers(String model) {
    TestCheckpoint checkpoint = TestCheckpoint.llama(model, 2);
    for (int i = 0; i < 2; i++) {
      checkpoint.with("vision_tower.layers." + i + ".weight", 4, 4);
    }
    return checkpoint;
  }

  private static TestCheckpoint lora(String model) {
    return TestCheckpoint.adapter(model, "{'peft_type': 'LORA', 'r': 2, 'lora_alpha': 8}")
        .factors("model.layers.0.mlp.up_proj", 2, 8, 4);
  }

  private static TestCheckpoint bare(String model) {
    return new TestCheckpoint(model).withoutConfig().with("unet.down.0.weight", 4, 4);
  }

  static List<String> examples() throws IOException {
    List<String> examples = new ArrayList<>();
    for (Path page : RECIPES) {
      EXAMPLE
          .matcher(Files.readString(page))
          .results()
          .forEach(example -> examples.add(example.group(1)));
    }
    return examples;
  }

  @ParameterizedTest
  @MethodSource("examples")
  void examplesDoWhatThePageSays(String recipe) {
    List<String> expected = new ArrayList<>();
    Matcher matcher = EXPECTED.matcher(recipe);
    while (matcher.find()) {
      expected.add(matcher.group(1) + " " + matcher.group(2));
    }
    PlanResult result = models.plan(recipe);
    assertThat(result.problems())
        .as(recipe)
        .extracting(DocumentationTest::kindAndCode)
        .isEqualTo(expected);
    assertThat(result.planned().isPresent())
        .isEqualTo(expected.stream().noneMatch(problem -> problem.startsWith("error")));
  }

  @Test
  void thePagesHaveExamples() throws IOException {
    assertThat(examples()).hasSizeGreaterThanOrEqualTo(17);
  }

  @Test
  void theTableListsTheCodesThatThereAre() throws IOException {
    Matcher rows = ROW.matcher(Files.readString(PROBLEMS));
    List<String> listed = new ArrayList<>();
    while (rows.find()) {
      listed.add(rows.group(1));
    }
    assertThat(listed).doesNotHaveDuplicates();
    assertThat(new TreeSet<>(listed)).isEqualTo(codes());
  }

  private static NavigableSet<String> codes() throws IOException {
    NavigableSet<String> codes = new TreeSet<>();
    for (Path folder : FINDERS) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          CODE.matcher(Files.readString(file))
              .results()
              .map(found -> found.group(1) == null ? found.group(2) : found.group(1))
              .forEach(codes::add);
        }
      }
    }
    return codes;
  }

  private static String kindAndCode(Problem problem) {
    return problem.severity().name().toLowerCase(Locale.ROOT) + " " + problem.code();
  }
}
