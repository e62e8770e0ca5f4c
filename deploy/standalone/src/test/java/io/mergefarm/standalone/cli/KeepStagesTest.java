package io.mergefarm.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mergefarm.planner.intake.MergeIntake;
import io.mergefarm.planner.status.MergeStatusView;
import io.mergefarm.standalone.endtoend.EmbeddedKafka;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What {@code merge --keep-stages} writes. */
@QuarkusTest
@QuarkusTestResource(EmbeddedKafka.class)
class KeepStagesTest {

  private static final Path MODELS =
      Path.of(System.getProperty("mergefarm.root")).resolve("examples/models");

  private static final String SOUP =
      """
      merge_method: linear
      models: [{model: code}, {model: prose}]
      parameters: {weight: 0.5}
      """;
  private static final String TASK =
      """
      merge_method: task_arithmetic
      base_model: base
      models: [{model: soup}]
      parameters: {weight: 0.7}
      """;
  private static final String OUTPUT =
      """
      merge_method: slerp
      base_model: base
      models: [{model: task}]
      parameters: {t: 0.4}
      """;

  @Inject MergeIntake intake;
  @Inject MergeStatusView view;
  @TempDir Path folder;

  @Test
  void everyStageIsACheckpointBesideTheOutput() throws Exception {
    String soup = "name: soup\n" + SOUP;
    String task = "name: task\n" + TASK;
    merge(soup + "---\n" + task + "---\n" + OUTPUT, "out", "--keep-stages");

    assertThat(folders()).containsExactly("out", "out-soup", "out-task");
    assertThat(weights("out-soup")).isEqualTo(weights(SOUP, "soup-alone"));
    assertThat(weights("out-task")).isEqualTo(weights(soup + "---\n" + TASK, "task-alone"));
    for (String name : List.of("out", "out-soup", "out-task")) {
      assertThat(folder.resolve(name))
          .isDirectoryContaining("glob:**/config.json")
          .isDirectoryContaining("glob:**/merge-manifest.json");
    }
  }

  @Test
  void otherwiseOnlyTheOutputIsWritten() throws Exception {
    merge("name: soup\n" + SOUP + "---\n" + TASK, "out");
    assertThat(folders()).containsExactly("out");
  }

  private byte[] weights(String recipe, String out) throws Exception {
    merge(recipe, out);
    return weights(out);
  }

  private byte[] weights(String name) throws IOException {
    return Files.readAllBytes(folder.resolve(name).resolve("model.safetensors"));
  }

  private void merge(String recipe, String out, String... options) throws Exception {
    Path file = Files.writeString(folder.resolve(out + ".yml"), recipe);
    StringWriter err = new StringWriter();
    CommandLine commandLine =
        Mergefarm.commandLine()
            .setOut(new PrintWriter(new StringWriter()))
            .setErr(new PrintWriter(err, true));
    Stream<String> arguments =
        Stream.of(
            "merge",
            file.toString(),
            "--models",
            MODELS.toString(),
            "--out",
            folder.resolve(out).toString());
    PipelineCommand command =
        PipelineCommand.parsed(
                commandLine, Stream.concat(arguments, Stream.of(options)).toArray(String[]::new))
            .orElseThrow();
    assertThat(command.refusal()).as("%s", err).isEmpty();
    Files.createDirectories(command.settings().storeFolder().orElseThrow());
    assertThat(command.run(intake, view)).as("%s", err).isZero();
  }

  private List<String> folders() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(Files::isDirectory)
          .map(path -> path.getFileName().toString())
          .sorted()
          .toList();
    }
  }
}
