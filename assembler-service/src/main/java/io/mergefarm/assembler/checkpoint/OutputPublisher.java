package io.mergefarm.assembler.checkpoint;

import io.mergefarm.assembler.checkpoint.MergeManifest.WeightFile;
import io.mergefarm.contracts.storage.RealPath;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;

/**
 * Moves finished checkpoints to the folders that were asked for.
 *
 * <p>A folder appears under its final name complete, by a rename. From another file system it is
 * copied to the hidden sibling {@code .<name>.partial-<merge>} first. A folder that is replaced
 * steps aside to {@code .<name>.replaced-<merge>} and is deleted once the new one is in its place;
 * when that fails it comes back. A target that is a link to a folder means the folder that it leads
 * to; the link stays.
 *
 * <p>Publishing again what is published already, also after a crash at any point, is no error.
 */
public final class OutputPublisher {

  private final FolderMove mover;

  public OutputPublisher() {
    this((from, to) -> Files.move(from, to, StandardCopyOption.ATOMIC_MOVE));
  }

  OutputPublisher(FolderMove mover) {
    this.mover = mover;
  }

  /**
   * Whether a folder holds a checkpoint: its manifest, and every shard in its size.
   *
   * @param manifest of the checkpoint
   */
  public static boolean published(Path folder, MergeManifest manifest) throws IOException {
    return sameContent(folder.resolve(MergeManifest.FILE), manifest.toJson())
        && manifest.outputs().stream().allMatch(shard -> present(folder, shard));
  }

  /**
   * Publishes a checkpoint.
   *
   * @return the folder where it lies now
   * @throws CheckpointException if the target can not be used, or there is no finished checkpoint
   * @throws IOException if moving it fails; the target is then as it was
   */
  public Path publish(Publication publication) throws IOException, CheckpointException {
    Path target = real(publication.target());
    Path finished = real(publication.finished());
    checkApart(finished, target);
    Files.createDirectories(target.getParent());
    FolderTree aside = sibling(target, "replaced", publication);
    FolderTree partial = sibling(target, "partial", publication);
    if (aside.exists() && !new FolderTree(target).exists()) {
      mover.move(aside.root(), target);
    }
    if (!published(target, publication.manifest())) {
      checkFinished(finished, publication);
      checkFree(target, publication);
      bring(finished, target, aside, partial);
    }
    aside.delete();
    partial.delete();
    new FolderTree(finished).delete();
    return target;
  }

  private void bring(Path finished, Path target, FolderTree aside, FolderTree partial)
      throws IOException {
    partial.delete();
    try {
      replace(target, aside, finished);
    } catch (AtomicMoveNotSupportedException e) {
      try {
        new FolderTree(finished).copyTo(partial.root());
        replace(target, aside, partial.root());
      } catch (IOException failure) {
        throw after(failure, partial::delete);
      }
    }
  }

  private void replace(Path target, FolderTree aside, Path replacement) throws IOException {
    if (!new FolderTree(target).exists()) {
      mover.move(replacement, target);
      return;
    }
    aside.delete();
    mover.move(target, aside.root());
    try {
      mover.move(replacement, target);
    } catch (IOException failure) {
      throw after(failure, () -> mover.move(aside.root(), target));
    }
  }

  /** Something that is done when a step has failed. */
  @FunctionalInterface
  private interface Repair {
    void run() throws IOException;
  }

  private static IOException after(IOException failure, Repair repair) {
    try {
      repair.run();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
    return failure;
  }

  private static void checkApart(Path finished, Path target) throws CheckpointException {
    if (target.getFileName() == null
        || finished.startsWith(target)
        || target.startsWith(finished)) {
      throw new CheckpointException(
          "output folder %s can not be used: the merge's own files lie in %s. Choose another folder"
              .formatted(target, finished));
    }
  }

  private static void checkFinished(Path finished, Publication publication)
      throws IOException, CheckpointException {
    if (!published(finished, publication.manifest())) {
      throw new CheckpointException(
          "the finished checkpoint of merge %s is not complete in %s; start the merge again"
              .formatted(publication.mergeId(), finished));
    }
  }

  private static void checkFree(Path target, Publication publication)
      throws IOException, CheckpointException {
    if (!Files.exists(target)) {
      return;
    }
    if (!Files.isDirectory(target)) {
      throw new CheckpointException(
          "output folder %s is a file; choose another folder".formatted(target));
    }
    if (!publication.overwrite() && !new FolderTree(target).empty()) {
      throw new CheckpointException(
          "output folder %s is not empty; choose another folder, or ask for --overwrite to replace it"
              .formatted(target));
    }
  }

  private static FolderTree sibling(Path target, String what, Publication publication) {
    return new FolderTree(
        target.resolveSibling(
            ".%s.%s-%s".formatted(target.getFileName(), what, publication.mergeId())));
  }

  /** The path with all links resolved, as far as it exists. */
  private static Path real(Path path) throws IOException, CheckpointException {
    try {
      return RealPath.of(path);
    } catch (NoSuchFileException e) {
      throw new CheckpointException(
          "%s is a link to something that does not exist; remove the link or choose another folder"
              .formatted(e.getFile()),
          e);
    }
  }

  private static boolean sameContent(Path file, byte[] content) throws IOException {
    return Files.isRegularFile(file)
        && Files.size(file) == content.length
        && Arrays.equals(Files.readAllBytes(file), content);
  }

  private static boolean present(Path folder, WeightFile shard) {
    return folder.resolve(shard.path()).toFile().length() == shard.size();
  }
}
