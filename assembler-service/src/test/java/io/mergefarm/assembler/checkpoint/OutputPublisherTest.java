package io.mergefarm.assembler.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mergefarm.assembler.checkpoint.MergeManifest.WeightFile;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputPublisherTest {

  private static final String SHARD = "model.safetensors";

  @TempDir Path folder;
  private Path finished;
  private Path target;
  private MergeManifest manifest;

  @BeforeEach
  void setUp() throws Exception {
    finished = folder.resolve("store/merges/m/output");
    target = folder.resolve("out/merged");
    manifest = manifest(0);
    finish("weights");
  }

  @Test
  void movesTheFolderAndMakesItsParents() throws Exception {
    Path published = new OutputPublisher().publish(publication(false));

    assertThat(published).isEqualTo(target.toRealPath());
    assertThat(target.resolve(SHARD)).hasContent("weights");
    assertThat(target.resolve("sub/x.jinja")).hasContent("x");
    assertThat(finished).doesNotExist();
    assertThat(siblings()).containsExactly("merged");
  }

  @Test
  void publishingAgainChangesNothing() throws Exception {
    new OutputPublisher().publish(publication(false));
    new OutputPublisher().publish(publication(false));
    finish("weights");
    new OutputPublisher().publish(publication(false));

    assertThat(target.resolve(SHARD)).hasContent("weights");
    assertThat(finished).doesNotExist();
  }

  @Test
  void refusesATargetThatIsNotEmpty() throws Exception {
    occupy();
    assertThatThrownBy(() -> new OutputPublisher().publish(publication(false)))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("--overwrite");
    assertThat(target.resolve("old")).exists();
    assertThat(finished.resolve(SHARD)).exists();
  }

  @Test
  void takesAnEmptyTarget() throws Exception {
    Files.createDirectories(target);
    new OutputPublisher().publish(publication(false));
    assertThat(target.resolve(SHARD)).exists();
    assertThat(siblings()).containsExactly("merged");
  }

  @Test
  void replacesATargetOnDemand() throws Exception {
    occupy();
    new OutputPublisher().publish(publication(true));
    assertThat(target.resolve(SHARD)).exists();
    assertThat(target.resolve("old")).doesNotExist();
    assertThat(siblings()).containsExactly("merged");
  }

  @Test
  void doesNotTakeATargetForPublishedThatLacksAShard() throws Exception {
    new OutputPublisher().publish(publication(false));
    Files.delete(target.resolve(SHARD));
    finish("weights");
    assertThat(OutputPublisher.published(target, manifest)).isFalse();
    new OutputPublisher().publish(publication(true));
    assertThat(OutputPublisher.published(target, manifest)).isTrue();
  }

  @Test
  void bringsTheOldFolderBackWhenTheNewOneCanNotCome() throws Exception {
    occupy();
    FolderMove failing =
        (from, to) -> {
          if (from.equals(finished.toRealPath())) {
            throw new FileSystemException(to.toString(), null, "injected");
          }
          rename(from, to);
        };
    assertThatThrownBy(() -> new OutputPublisher(failing).publish(publication(true)))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("injected");
    assertThat(target.resolve("old")).exists();
    assertThat(finished.resolve(SHARD)).exists();
    assertThat(siblings()).containsExactly("merged");
  }

  @Test
  void goesOnAfterACrashBetweenTheTwoRenames() throws Exception {
    occupy();
    FolderMove dying =
        (from, to) -> {
          if (!from.equals(target)) {
            throw new FileSystemException(to.toString(), null, "injected");
          }
          rename(from, to);
        };
    assertThatThrownBy(() -> new OutputPublisher(dying).publish(publication(true)))
        .isInstanceOf(FileSystemException.class);
    assertThat(siblings()).containsExactly(".merged.replaced-m");

    assertThatThrownBy(() -> new OutputPublisher().publish(publication(false)))
        .isInstanceOf(CheckpointException.class);
    assertThat(target.resolve("old")).exists();
    new OutputPublisher().publish(publication(true));
    assertThat(target.resolve(SHARD)).exists();
    assertThat(siblings()).containsExactly("merged");
  }

  @Test
  void cleansUpAfterACrashBehindTheLastRename() throws Exception {
    new OutputPublisher().publish(publication(false));
    Files.createDirectories(target.resolveSibling(".merged.replaced-m/old"));
    Files.createDirectories(target.resolveSibling(".merged.partial-m/half"));
    new OutputPublisher().publish(publication(false));
    assertThat(siblings()).containsExactly("merged");
  }

  @Test
  void copiesFromAnotherFileSystem() throws Exception {
    occupy();
    Files.createDirectories(target.resolveSibling(".merged.partial-m/half"));
    new OutputPublisher(this::renameWithinOut).publish(publication(true));
    assertThat(target.resolve(SHARD)).hasContent("weights");
    assertThat(target.resolve("sub/x.jinja")).hasContent("x");
    assertThat(target.resolve("half")).doesNotExist();
    assertThat(finished).doesNotExist();
    assertThat(siblings()).containsExactly("merged");
  }

  @Test
  void leavesNothingOfACopyThatFails() throws Exception {
    occupy();
    FolderMove failing =
        (from, to) -> {
          if (from.getFileName().toString().contains("partial")) {
            throw new FileSystemException(to.toString(), null, "injected");
          }
          renameWithinOut(from, to);
        };
    assertThatThrownBy(() -> new OutputPublisher(failing).publish(publication(true)))
        .hasMessageContaining("injected");
    assertThat(target.resolve("old")).exists();
    assertThat(finished.resolve(SHARD)).exists();
    assertThat(siblings()).containsExactly("merged");
  }

  @Test
  void refusesACheckpointThatIsNotComplete() throws Exception {
    Files.writeString(finished.resolve(SHARD), "half");
    assertThatThrownBy(() -> new OutputPublisher().publish(publication(false)))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("not complete");
    assertThat(target).doesNotExist();
  }

  @Test
  void refusesAFile() throws Exception {
    Files.createDirectories(target.getParent());
    Files.writeString(target, "x");
    assertThatThrownBy(() -> new OutputPublisher().publish(publication(true)))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("is a file");
  }

  @Test
  void refusesFoldersAroundAndInTheStoresOwn() {
    for (Path around :
        List.of(
            folder, folder.resolve("store"), finished, finished.resolve("in"), folder.getRoot())) {
      target = around;
      assertThatThrownBy(() -> new OutputPublisher().publish(publication(true)))
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("Choose another folder");
      assertThat(finished.resolve(SHARD)).exists();
    }
  }

  @Test
  void followsALinkAndKeepsIt() throws Exception {
    Path real = Files.createDirectories(folder.resolve("big/disk/merged"));
    Files.writeString(real.resolve("old"), "x");
    Files.createDirectories(target.getParent());
    Files.createSymbolicLink(target, real);

    assertThat(new OutputPublisher().publish(publication(true))).isEqualTo(real.toRealPath());
    assertThat(target).isSymbolicLink();
    assertThat(target.resolve(SHARD)).exists();
    assertThat(real.resolve("old")).doesNotExist();
  }

  @Test
  void refusesALinkToNowhere() throws Exception {
    Files.createDirectories(target.getParent());
    Files.createSymbolicLink(target, folder.resolve("nowhere"));
    assertThatThrownBy(() -> new OutputPublisher().publish(publication(true)))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("is a link");
  }

  @Test
  void deletesALinkInTheOldFolderAndNotWhatItLeadsTo() throws Exception {
    occupy();
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    Files.writeString(elsewhere.resolve("precious"), "x");
    Files.createSymbolicLink(target.resolve("link"), elsewhere);
    new OutputPublisher().publish(publication(true));
    assertThat(elsewhere.resolve("precious")).exists();
  }

  @Test
  void namesNoFolderAfterAMergeThatIsAPath() {
    assertThatThrownBy(() -> new Publication("../m", finished, target, false, manifest))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private void finish(String weights) throws IOException {
    Files.createDirectories(finished.resolve("sub"));
    Files.writeString(finished.resolve(SHARD), weights);
    Files.writeString(finished.resolve("sub/x.jinja"), "x");
    Files.write(finished.resolve(MergeManifest.FILE), manifest.toJson());
  }

  private void occupy() throws IOException {
    Files.createDirectories(target.resolve("folder"));
    Files.writeString(target.resolve("old"), "x");
    Files.write(target.resolve(MergeManifest.FILE), manifest(1).toJson());
  }

  private Publication publication(boolean overwrite) {
    return new Publication("m", finished, target, overwrite, manifest);
  }

  private static MergeManifest manifest(long seed) {
    List<WeightFile> shards = List.of(new WeightFile(SHARD, "weights".length(), List.of()));
    return new MergeManifest(
        1, "mergefarm", "00", "linear", seed, TensorChunks.ALGORITHM, List.of(), List.of(), shards);
  }

  private List<String> siblings() throws IOException {
    try (Stream<Path> list = Files.list(target.getParent())) {
      return list.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  private void renameWithinOut(Path from, Path to) throws IOException {
    if (!from.getParent().equals(to.getParent())) {
      throw new AtomicMoveNotSupportedException(from.toString(), to.toString(), "injected");
    }
    rename(from, to);
  }

  private static void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }
}
