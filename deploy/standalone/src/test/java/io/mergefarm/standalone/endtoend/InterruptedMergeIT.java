package io.mergefarm.standalone.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.mergefarm.contracts.safetensors.DType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Merges that end before they are done, and go on when the same command is given again. */
class InterruptedMergeIT {

  private static final int LAYERS = 150;
  private static final int ENOUGH_PARTS = 30;
  private static final int INTERRUPTED = 130;
  private static final Pattern RELEASED = Pattern.compile("(\\d+) of (\\d+) parts to be merged");

  @TempDir static Path folder;
  private static Map<String, String> expected;

  /** A part for each tensor, so that there is time to interrupt. */
  @BeforeAll
  static void mergeWithoutInterruption() throws IOException, InterruptedException {
    CheckpointBuilder builder = CheckpointBuilder.llama(LAYERS, 8, 64, DType.F32);
    builder.write(folder.resolve("a"), 1);
    builder.write(folder.resolve("b"), 2);
    Files.writeString(
        folder.resolve("recipe.yml"),
        """
        merge_method: slerp
        base_model: a
        models: [{model: a}, {model: b}]
        parameters: {t: 0.3}
        """);
    try (ApplicationProcess merge = merge("uninterrupted")) {
      assertThat(merge.status()).as(merge.output()).isZero();
    }
    expected = new Checkpoint(folder.resolve("uninterrupted")).digests();
  }

  @Test
  void aKilledMergeGoesOnFromThePartsThatAreDone() throws IOException, InterruptedException {
    try (ApplicationProcess merge = merge("killed")) {
      merge.awaitWhileRunning(() -> parts("killed") >= ENOUGH_PARTS);
      merge.kill();
    }
    assertGoesOn("killed");
  }

  @Test
  void controlCStopsCleanlyAndTheSameCommandGoesOn() throws IOException, InterruptedException {
    try (ApplicationProcess merge = merge("interrupted")) {
      merge.awaitWhileRunning(() -> parts("interrupted") >= ENOUGH_PARTS);
      merge.interrupt();
      assertThat(merge.status()).as(merge.output()).isEqualTo(INTERRUPTED);
      assertThat(merge.output()).doesNotContain("ERROR", "Exception");
      assertThat(merge.temporary()).isDirectoryNotContaining("glob:**mergefarm*");
    }
    assertGoesOn("interrupted");
  }

  /** Its broker starts first, then its services. */
  @ParameterizedTest
  @ValueSource(strings = {"meta.properties", "__cluster_metadata-0"})
  void controlCStopsAMergeThatIsStarting(String started) throws IOException, InterruptedException {
    try (ApplicationProcess merge = merge("starting")) {
      merge.awaitWhileRunning(() -> anyFile(merge.temporary(), started));
      merge.interrupt();
      assertThat(merge.status()).as(merge.output()).isEqualTo(INTERRUPTED);
      assertThat(merge.temporary()).isDirectoryNotContaining("glob:**mergefarm*");
    }
    assertThat(folder.resolve("starting")).doesNotExist();
  }

  private static boolean anyFile(Path folder, String beginning) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.anyMatch(file -> file.getFileName().toString().startsWith(beginning));
    } catch (IOException | UncheckedIOException e) {
      return false; // a file has gone while the folder was walked
    }
  }

  private static void assertGoesOn(String out) throws IOException, InterruptedException {
    assertThat(folder.resolve(out)).doesNotExist();
    long done = parts(out);
    try (ApplicationProcess merge = merge(out)) {
      assertThat(merge.status()).as(merge.output()).isZero();
      Matcher released = RELEASED.matcher(merge.output());
      assertThat(released.find()).as(merge.output()).isTrue();
      long all = Long.parseLong(released.group(2));
      assertThat(done).isBetween((long) ENOUGH_PARTS, all - 1);
      assertThat(Long.parseLong(released.group(1))).isEqualTo(all - done);
    }
    assertThat(new Checkpoint(folder.resolve(out)).digests()).isEqualTo(expected);
    assertThat(store(out)).doesNotExist();
  }

  private static ApplicationProcess merge(String out) throws IOException {
    return ApplicationProcess.start(
        folder, "merge", "recipe.yml", "--out", out, "--part-size", "1", "--threads", "1");
  }

  /** How many parts have their records. */
  private static long parts(String out) {
    try (Stream<Path> files = Files.walk(store(out))) {
      return files
          .filter(file -> file.getParent().endsWith("parts") && file.toString().endsWith(".json"))
          .count();
    } catch (NoSuchFileException e) {
      return 0;
    } catch (UncheckedIOException e) {
      return parts(out); // a temporary file has gone while the folder was walked
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path store(String out) {
    return folder.resolve("." + out + ".mergefarm");
  }
}
