package io.mergefarm.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Which output folders a merge refuses before anything is started. */
class MergeCommandTest {

  private static final Path EXAMPLES =
      Path.of(System.getProperty("mergefarm.root")).resolve("examples");

  @TempDir Path folder;
  private final StringWriter err = new StringWriter();

  /** The models lie under {@code all}, so that outputs can lie around them. */
  @BeforeEach
  void copyModels() throws IOException {
    for (String model : List.of("code", "prose")) {
      Path copy = Files.createDirectories(folder.resolve("all").resolve(model));
      try (Stream<Path> files = Files.list(EXAMPLES.resolve("models").resolve(model))) {
        for (Path file : files.toList()) {
          Files.copy(file, copy.resolve(file.getFileName()));
        }
      }
    }
    Files.writeString(
        folder.resolve("recipe.yml"),
        """
        merge_method: linear
        models:
          - {model: all/code, parameters: {weight: 0.5}}
          - {model: all/prose, parameters: {weight: 0.5}}
        """);
  }

  @Test
  void aNewFolder() throws IOException {
    assertThat(refusal("merged")).isEmpty();
    assertThat(refusal("new/merged", "--overwrite")).isEmpty();
  }

  @Test
  void anEmptyFolder() throws IOException {
    Files.createDirectory(folder.resolve("merged"));
    assertThat(refusal("merged")).isEmpty();
  }

  @Test
  void aFolderThatIsNotEmpty() throws IOException {
    Files.createDirectories(folder.resolve("merged/earlier"));
    assertRefused("merged", "is not empty");
    assertThat(refusal("merged", "--overwrite")).isEmpty();
  }

  @Test
  void aModelsOwnFolder() throws IOException {
    assertRefused("all/code", "is not empty");
    assertRefused("all/code", "holds files of model all/code", "--overwrite");
    assertThat(folder.resolve("all/code/model.safetensors")).isRegularFile();
  }

  @Test
  void aFolderAroundAModel() throws IOException {
    assertRefused("all", "holds files of model all/", "--overwrite");
  }

  @Test
  void aFolderInAModels() throws IOException {
    assertThat(refusal("all/prose/merged")).isEmpty();
    assertRefused("all/prose/merged", "lies in the folder of model all/prose", "--overwrite");
  }

  @Test
  void aFolderAroundTheFilesThatAModelIsLinkedTo() throws IOException {
    Path blobs = Files.createDirectory(folder.resolve("blobs"));
    Path weights = folder.resolve("all/code/model.safetensors");
    Files.move(weights, blobs.resolve("1a2b"));
    Files.createSymbolicLink(weights, blobs.resolve("1a2b"));
    assertRefused("blobs", "holds files of model all/code", "--overwrite");
  }

  @Test
  void aLinkToAModel() throws IOException {
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("all/code"));
    assertRefused("link", "holds files of model all/code", "--overwrite");
  }

  @Test
  void aLinkToAFolder() throws IOException {
    Files.createDirectory(folder.resolve("elsewhere"));
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("elsewhere"));
    assertThat(refusal("link")).isEmpty();
    Files.createFile(folder.resolve("elsewhere/notes"));
    assertRefused("link", "is not empty");
  }

  @Test
  void aLinkToNothing() throws IOException {
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("gone"));
    assertRefused("link", "is a link to something that does not exist", "--overwrite");
  }

  @Test
  void aFile() throws IOException {
    assertRefused("recipe.yml", "recipe.yml is a file", "--overwrite");
    assertRefused("recipe.yml/merged", "recipe.yml is a file");
  }

  @Test
  void theWorkingFolderAndThoseAround() throws IOException {
    Path working = Path.of("").toAbsolutePath();
    for (Path path = working; path != null; path = path.getParent()) {
      assertRefused(path.toString(), "is the working folder, or holds it", "--overwrite");
    }
    assertRefused(working.toString(), "is the working folder");
  }

  private void assertRefused(String out, String message, String... options) throws IOException {
    assertThat(refusal(out, options)).as(out).contains(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).contains(message);
  }

  private Optional<Integer> refusal(String out, String... options) throws IOException {
    err.getBuffer().setLength(0);
    CommandLine commandLine = Mergefarm.commandLine().setErr(new PrintWriter(err, true));
    List<String> arguments =
        List.of(
            "merge",
            folder.resolve("recipe.yml").toString(),
            "--models",
            folder.toString(),
            "--out",
            folder.resolve(out).toString());
    return PipelineCommand.parsed(
            commandLine,
            Stream.concat(arguments.stream(), Stream.of(options)).toArray(String[]::new))
        .orElseThrow()
        .refusal();
  }
}
