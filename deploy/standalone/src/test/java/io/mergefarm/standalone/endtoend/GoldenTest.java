package io.mergefarm.standalone.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.mergefarm.contracts.merge.MergeSubmission;
import io.mergefarm.contracts.method.GeometricMethods;
import io.mergefarm.contracts.method.SubspaceMethods;
import io.mergefarm.contracts.recipe.Problem;
import io.mergefarm.contracts.recipe.Problem.Severity;
import io.mergefarm.standalone.preview.Preview;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What mergekit makes of the same recipes, through the whole pipeline. */
@QuarkusTest
@QuarkusTestResource(EmbeddedKafka.class)
class GoldenTest {

  private static final Path GOLDEN =
      Path.of(System.getProperty("mergefarm.root")).resolve("../shared/golden").normalize();
  private static final String NO_CASES = "(no golden cases)";

  @Inject TestPipeline pipeline;
  @TempDir Path folder;

  static List<String> cases() throws IOException {
    if (!Files.isDirectory(GOLDEN)) {
      return List.of(NO_CASES);
    }
    try (Stream<Path> folders = Files.list(GOLDEN.resolve("visible"))) {
      return folders.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void givesWhatMergekitGives(String name) throws IOException, InterruptedException {
    assumeGolden();
    assertThat(errors(name)).isEmpty();

    MergeSubmission submission = submission(name, folder.resolve(name));
    Checkpoint merged = pipeline.merge(submission);

    Path expected = GOLDEN.resolve("visible").resolve(name);
    compareTensors(submission, merged, expected.resolve("expected.safetensors"));
    if (Files.exists(expected.resolve("expected-config.json"))) {
      compareConfigs(
          merged.json("config.json"), new Checkpoint(expected).json("expected-config.json"));
    }
    if (Files.exists(expected.resolve("expected-tokenizer.json"))) {
      TokenizerAssertions.assertMatches(
          merged, new Checkpoint(expected).json("expected-tokenizer.json"));
    }
  }

  private static void compareTensors(MergeSubmission submission, Checkpoint merged, Path expected)
      throws IOException {
    Map<String, Tensor> actual = merged.tensors();
    Map<String, Tensor> golden = Checkpoint.tensors(expected);
    assertThat(actual).containsOnlyKeys(golden.keySet());
    TiedMagnitudes tied = TiedMagnitudes.in(submission);
    double tolerance = angles(submission.recipe()) ? 2e-5 : 1e-6;
    double misses = submission.recipe().contains("merge_method: arcee_fusion\n") ? 0.005 : 0;
    golden.forEach(
        (name, tensor) ->
            new TensorAssertions(tolerance, misses, tied.of(name))
                .assertClose(name, actual.get(name), tensor));
  }

  /** Whether the expected values carry the reductions of angles in float32. */
  private static boolean angles(String recipe) {
    return Stream.concat(GeometricMethods.all().stream(), SubspaceMethods.all().stream())
        .anyMatch(method -> recipe.contains("merge_method: " + method.name() + "\n"));
  }

  private static void compareConfigs(JsonNode actual, JsonNode expected) {
    expected
        .properties()
        .forEach(
            entry ->
                assertThat(actual.get(entry.getKey()))
                    .as(entry.getKey())
                    .isEqualTo(entry.getValue()));
  }

  private static List<Problem> errors(String name) throws IOException {
    return Preview.of(submission(name, Path.of("unused"))).problems().stream()
        .filter(problem -> problem.severity() == Severity.ERROR)
        .toList();
  }

  private static MergeSubmission submission(String name, Path out) throws IOException {
    String recipe = Files.readString(GOLDEN.resolve("visible").resolve(name).resolve("recipe.yml"));
    return Submissions.of(GOLDEN.resolve("models")).merge(recipe, out);
  }

  private static void assumeGolden() {
    assumeTrue(Files.isDirectory(GOLDEN), () -> "there are no golden cases at " + GOLDEN);
  }
}
