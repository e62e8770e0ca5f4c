package io.mergefarm.standalone.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.mergefarm.contracts.safetensors.DType;
import io.mergefarm.contracts.storage.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Merges onto disks that fill up while they are written. */
class FullDiskIT {

  private static final int PAGE = 4096;

  @TempDir Path folder;

  @BeforeEach
  void writeModels() throws IOException {
    CheckpointBuilder builder = CheckpointBuilder.llama(2, 256, 512, DType.F32);
    builder.write(folder.resolve("a"), 1);
    builder.write(folder.resolve("b"), 2);
    Files.writeString(
        folder.resolve("recipe.yml"),
        """
        merge_method: linear
        models:
          - {model: a, parameters: {weight: 0.5}}
          - {model: b, parameters: {weight: 0.5}}
        """);
  }

  /**
   * Room for nothing at all, for plans and not for weights, and for all weights but hardly anything
   * besides.
   */
  @ParameterizedTest
  @ValueSource(longs = {PAGE, 100 * PAGE, 280 * PAGE})
  void theMergeFailsAndSaysSo(long size) throws IOException, InterruptedException {
    try (SmallDisk disk = SmallDisk.mount(folder.resolve("small"), size);
        ApplicationProcess merge = merge()) {
      assertThat(merge.status()).as(merge.output()).isEqualTo(1);
      assertThat(merge.output())
          .contains(
              "mergefarm: no space left: " + disk.path(), "make room there, or choose another")
          .doesNotContain("\tat ");
      assertThat(disk.path().resolve("merged")).doesNotExist();
    }
  }

  @Test
  void aDiskWithRoomIsEnough() throws IOException, InterruptedException {
    try (SmallDisk disk = SmallDisk.mount(folder.resolve("small"), 600 * PAGE);
        ApplicationProcess merge = merge()) {
      assertThat(merge.status()).as(merge.output()).isZero();
      assertThat(disk.path().resolve("merged/model.safetensors")).isRegularFile();
    }
  }

  private ApplicationProcess merge() throws IOException {
    return ApplicationProcess.start(folder, "merge", "recipe.yml", "--out", "small/merged");
  }
}
