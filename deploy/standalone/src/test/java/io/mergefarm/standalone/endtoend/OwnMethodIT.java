package io.mergefarm.standalone.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page on methods of one's own does what it says, through the launcher. */
class OwnMethodIT {

  private static final Path ROOT = Path.of(System.getProperty("mergefarm.root"));
  private static final String SAMPLE = "model.layers.1.mlp.up_proj.weight";

  @TempDir Path folder;

  @Test
  void theExampleIsBuiltListedAndMergedWith() throws IOException, InterruptedException {
    GuidePage page = GuidePage.read(ROOT.resolve("docs/own-method.md"));
    page.write(folder);
    assertThat(run(page.script()))
        .contains("trimmed_mean: Averages the models", "For four or more fine-tunes", "trim");
    Tensor merged = new Checkpoint(folder.resolve("merged")).tensors().get(SAMPLE);
    double[][] models = {model("base"), model("code"), model("prose")};
    for (int i = 0; i < models[0].length; i++) {
      assertThat(merged.value(i)).as("%d", i).isCloseTo(median(models, i), within(1e-6));
    }
  }

  @Test
  void aJarThatCanNotBeLoadedIsToldOf() throws IOException, InterruptedException {
    GuidePage page = GuidePage.read(ROOT.resolve("docs/own-method.md"));
    page.write(folder);
    Files.delete(folder.resolve("src/com/example/TrimmedMean.java"));
    String output =
        run(
            """
            mkdir plugins
            jar --create --file plugins/broken.jar -C resources .
            export MERGEFARM_PLUGINS=$PWD/plugins
            ! "$MERGEFARM/mergefarm" methods
            """);
    assertThat(output)
        .contains("mergefarm: a jar on the class path offers a merge method", "TrimmedMean")
        .doesNotContain("\tat ");
  }

  /** Of three values a third is cut at either end: the median is left. */
  private static double median(double[][] models, int element) {
    double[] values = Arrays.stream(models).mapToDouble(model -> model[element]).sorted().toArray();
    return values[1];
  }

  private static double[] model(String name) throws IOException {
    Map<String, Tensor> tensors =
        new Checkpoint(ROOT.resolve("examples/models").resolve(name)).tensors();
    return tensors.get(SAMPLE).values();
  }

  private String run(String script) throws IOException, InterruptedException {
    Path output = folder.resolve("output.txt");
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-euc", script)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    Path java = Path.of(System.getProperty("java.home"));
    builder.environment().put("MERGEFARM", ROOT.toString());
    builder.environment().put("JAVA_HOME", java.toString());
    builder
        .environment()
        .merge("PATH", java.resolve("bin").toString(), (path, bin) -> bin + ":" + path);
    int status = builder.start().waitFor();
    assertThat(status).as(Files.readString(output)).isZero();
    return Files.readString(output);
  }
}
