package io.mergefarm.worker.evaluation;

import static io.mergefarm.worker.evaluation.Expressions.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mergefarm.contracts.method.Parameters;
import io.mergefarm.contracts.method.Quirks;
import io.mergefarm.contracts.plan.TensorExpression;
import io.mergefarm.contracts.plan.TensorExpression.Merge;
import io.mergefarm.contracts.plan.TensorExpression.Operand;
import io.mergefarm.contracts.plan.TensorExpression.Stored;
import io.mergefarm.contracts.safetensors.DType;
import io.mergefarm.contracts.safetensors.SafetensorsHeader;
import io.mergefarm.contracts.safetensors.SafetensorsReader;
import io.mergefarm.contracts.safetensors.TensorInfo;
import io.mergefarm.contracts.storage.MappedFile;
import io.mergefarm.worker.compute.ScalarBackend;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What mergekit makes of the same tensors. */
class GoldenTest {

  private static final Path GOLDEN =
      Path.of(System.getProperty("mergefarm.root")).resolve("../shared/golden").normalize();

  @TempDir private Path folder;

  @TestFactory
  Stream<DynamicTest> recipesGiveWhatMergekitGives() throws IOException {
    assumeTrue(Files.isDirectory(GOLDEN), () -> "there are no golden cases at " + GOLDEN);
    List<GoldenRecipe> recipes;
    try (Stream<Path> cases = Files.list(GOLDEN.resolve("visible"))) {
      recipes = cases.sorted().flatMap(path -> GoldenRecipe.read(path).stream()).toList();
    }
    assertThat(recipes).hasSizeGreaterThan(25);
    return recipes.stream()
        .map(recipe -> DynamicTest.dynamicTest(recipe.toString(), () -> compare(recipe)));
  }

  private void compare(GoldenRecipe recipe) throws IOException, MergeFailureException {
    Workshop workshop = new Workshop(folder.resolve(recipe.toString()));
    Map<String, Map<String, Stored>> models = new HashMap<>();
    for (String model : recipe.models().keySet()) {
      models.put(model, tensors(workshop, GOLDEN.resolve("models").resolve(model)));
    }
    Path file = recipe.folder().resolve("expected.safetensors");
    try (MappedFile expected = MappedFile.open(file)) {
      SafetensorsHeader header = new SafetensorsReader().read(file.toString(), expected);
      for (TensorInfo tensor : header.tensors()) {
        Merge merge = expression(recipe, tensor.name(), models);
        float[] ours = floats(tensor.dtype(), workshop.merge(whole(merge)));
        byte[] bytes = new byte[(int) tensor.byteSize()];
        MemorySegment content =
            expected.read(header.fileOffset(tensor), MemorySegment.ofArray(bytes));
        float[] theirs = floats(tensor.dtype(), content.toArray(ValueLayout.JAVA_BYTE));
        compare(recipe, tensor, ours, theirs, tied(workshop, merge));
      }
    }
  }

  /** Elements whose value in mergekit is a matter of chance. */
  private static BitSet tied(Workshop workshop, Merge merge)
      throws IOException, MergeFailureException {
    BitSet tied = new BitSet();
    if (merge.method().equals("ties")) {
      float[] base = values(workshop, merge.operands().stream().filter(Operand::base));
      for (Operand model : merge.operands()) {
        double density = model.parameters().find("density").orElse(1);
        tied.or(TiedMagnitudes.of(base, values(workshop, Stream.of(model)), density));
      }
    }
    return tied;
  }

  private static float[] values(Workshop workshop, Stream<Operand> operand)
      throws IOException, MergeFailureException {
    TensorExpression tensor = operand.findFirst().orElseThrow().expression();
    return floats(tensor.dtype(), workshop.merge(whole(tensor)));
  }

  private static Map<String, Stored> tensors(Workshop workshop, Path model) throws IOException {
    Map<String, Stored> tensors = new HashMap<>();
    List<Path> files;
    try (Stream<Path> all = Files.list(model)) {
      files = all.filter(path -> path.toString().endsWith(".safetensors")).toList();
    }
    for (Path path : files) {
      int file = workshop.addFile(path.toString(), path);
      try (MappedFile bytes = MappedFile.open(path)) {
        SafetensorsHeader header = new SafetensorsReader().read(path.toString(), bytes);
        for (TensorInfo tensor : header.tensors()) {
          long offset = header.fileOffset(tensor);
          tensors.put(
              tensor.name(),
              new Stored(file, tensor.name(), offset, tensor.dtype(), tensor.shape()));
        }
      }
    }
    return tensors;
  }

  private static Merge expression(
      GoldenRecipe recipe, String tensor, Map<String, Map<String, Stored>> models) {
    List<Operand> operands = new ArrayList<>();
    recipe
        .models()
        .forEach(
            (model, parameters) ->
                operands.add(
                    new Operand(
                        model,
                        models.get(model).get(tensor),
                        recipe.base().filter(model::equals).isPresent(),
                        Parameters.of(parameters))));
    return new Merge(
        recipe.method().name(),
        tensor,
        recipe.result(),
        recipe.parameters(tensor),
        Quirks.MERGEKIT,
        operands);
  }

  private static void compare(
      GoldenRecipe recipe, TensorInfo tensor, float[] ours, float[] theirs, BitSet tied) {
    double tolerance = recipe.angles() ? 2e-5 : 1e-6;
    double allowed = tolerance * largest(theirs);
    int misses = recipe.thresholds() ? theirs.length / 200 : 0;
    assertThat(ours).hasSameSizeAs(theirs);
    for (int i = tied.nextClearBit(0); i < theirs.length; i = tied.nextClearBit(i + 1)) {
      if (misses > 0 && Math.abs(ours[i] - theirs[i]) > allowed) {
        misses--;
      } else if (tensor.dtype() == DType.BF16) {
        assertThat(place(ours[i]))
            .as("%s, element %d", tensor.name(), i)
            .isCloseTo(place(theirs[i]), within(1));
      } else {
        assertThat((double) ours[i])
            .as("%s, element %d", tensor.name(), i)
            .isCloseTo(theirs[i], within(allowed));
      }
    }
  }

  private static double largest(float[] values) {
    double largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  private static float[] floats(DType dtype, byte[] bytes) {
    float[] values = new float[bytes.length * Byte.SIZE / dtype.bits()];
    new ScalarBackend()
        .codec(dtype)
        .decode(MemorySegment.ofArray(bytes), 0, values, 0, values.length);
    return values;
  }

  /** The place of a bfloat16 in their order. */
  private static int place(float value) {
    int bits = Float.floatToRawIntBits(value) >> 16;
    return bits < 0 ? -(bits & 0x7fff) : bits;
  }
}
