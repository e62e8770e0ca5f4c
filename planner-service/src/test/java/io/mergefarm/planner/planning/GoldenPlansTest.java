package io.mergefarm.planner.planning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mergefarm.contracts.method.BuiltInMethods;
import io.mergefarm.contracts.method.MethodDescriptor;
import io.mergefarm.contracts.plan.PlannedTensor;
import io.mergefarm.contracts.recipe.Recipe;
import io.mergefarm.contracts.recipe.RecipeParser;
import io.mergefarm.contracts.safetensors.SafetensorsHeader;
import io.mergefarm.contracts.safetensors.SafetensorsReader;
import io.mergefarm.contracts.safetensors.TensorInfo;
import io.mergefarm.contracts.source.SourceFile;
import io.mergefarm.contracts.source.SourceIndex;
import io.mergefarm.contracts.source.StoredTensor;
import io.mergefarm.contracts.storage.MappedFile;
import io.mergefarm.contracts.storage.ObjectReader;
import io.mergefarm.planner.planning.PlanResult.Planned;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds plans of the golden recipes against what mergekit wrote for them. */
class GoldenPlansTest {

  static final Path GOLDEN =
      Path.of(System.getProperty("mergefarm.root")).resolve("../shared/golden");
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void plansHaveTheExpectedTensorsAndConfigs() throws IOException {
    assumeTrue(Files.isDirectory(GOLDEN), "the golden cases lie beside the repository");
    int covered = 0;
    for (Path folder : list(GOLDEN.resolve("visible"))) {
      String text = Files.readString(folder.resolve("recipe.yml"));
      Recipe recipe = new RecipeParser().parse(text).recipe().orElseThrow();
      if (covered(recipe)) {
        check(folder, text, recipe);
        covered++;
      }
    }
    assertThat(covered).isGreaterThanOrEqualTo(44);
  }

  private static boolean covered(Recipe recipe) {
    return recipe.tokenizer().isEmpty()
        && recipe.chatTemplate().isEmpty()
        && BuiltInMethods.all().stream()
            .map(MethodDescriptor::name)
            .anyMatch(recipe.mergeMethod()::equals);
  }

  private static void check(Path folder, String text, Recipe recipe) throws IOException {
    Planning planning = new Planning();
    for (var model : recipe.models()) {
      planning.with(index(GOLDEN.resolve("models").resolve(model.text()), model.text()));
    }
    assertThat(planning.plan(text).problems())
        .as(folder.toString())
        .filteredOn(problem -> !problem.code().equals("quirk"))
        .isEmpty();
    Planned planned = planning.planned(text);
    Map<String, String> expected = new LinkedHashMap<>();
    for (TensorInfo tensor : header(folder.resolve("expected.safetensors")).tensors()) {
      expected.put(tensor.name(), tensor.dtype() + " " + tensor.shape());
    }
    Map<String, String> ours = new LinkedHashMap<>();
    for (PlannedTensor tensor : Planning.tensors(planned).values()) {
      ours.put(tensor.name(), tensor.dtype() + " " + tensor.shape());
    }
    assertThat(ours).as(folder.toString()).containsExactlyInAnyOrderEntriesOf(expected);
    checkConfig(folder, planned.plan().config().orElseThrow());
  }

  /** Methods that mergekit has not come without a config. */
  private static void checkConfig(Path folder, ObjectNode config) throws IOException {
    Path file = folder.resolve("expected-config.json");
    JsonNode expected = Files.exists(file) ? JSON.readTree(file.toFile()) : JSON.createObjectNode();
    for (Map.Entry<String, JsonNode> entry : expected.properties()) {
      assertThat(config.get(entry.getKey()))
          .as(folder + " " + entry.getKey())
          .isEqualTo(entry.getValue());
    }
  }

  /** The index of a golden model. */
  static SourceIndex index(Path folder, String model) throws IOException {
    List<SourceFile> files = new ArrayList<>();
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    for (Path path : list(folder)) {
      String name = path.getFileName().toString();
      files.add(new SourceFile(name, path.toUri(), Files.size(path)));
      if (name.endsWith(".safetensors")) {
        SafetensorsHeader header = header(path);
        for (TensorInfo tensor : header.tensors()) {
          tensors.put(
              tensor.name(),
              new StoredTensor(name, header.fileOffset(tensor), tensor.dtype(), tensor.shape()));
        }
      }
    }
    ObjectNode config = (ObjectNode) JSON.readTree(folder.resolve("config.json").toFile());
    return new SourceIndex(model, model, folder.toUri(), "0", files, tensors, Optional.of(config));
  }

  private static SafetensorsHeader header(Path path) throws IOException {
    try (ObjectReader reader = MappedFile.open(path)) {
      return new SafetensorsReader().read(path.toString(), reader);
    }
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    }
  }
}
