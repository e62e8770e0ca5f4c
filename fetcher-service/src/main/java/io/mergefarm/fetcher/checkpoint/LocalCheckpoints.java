package io.mergefarm.fetcher.checkpoint;

import io.mergefarm.contracts.safetensors.SafetensorsException;
import io.mergefarm.contracts.source.SourceChangedException;
import io.mergefarm.contracts.source.SourceFiles;
import io.mergefarm.contracts.source.SourceIndex;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;

/** Indexes checkpoints in folders of this machine, and single safetensors files. */
public final class LocalCheckpoints {

  private final CheckpointIndexer indexer;

  public LocalCheckpoints(SourceFiles files) {
    this.indexer = new CheckpointIndexer(files);
  }

  /**
   * Indexes a checkpoint. Of its weights only the headers are read.
   *
   * @param model the model reference as the recipe writes it
   * @param base what a relative path is resolved against
   * @throws CheckpointException if there is no such checkpoint, or it is not valid
   * @throws IOException if it can not be read now
   */
  public SourceIndex index(String model, Path base) throws CheckpointException, IOException {
    try {
      CheckpointFolder folder = new FolderFinder(model, base).find();
      return indexer.index(folder, FolderListing.of(folder));
    } catch (SafetensorsException | SourceChangedException e) {
      throw new CheckpointException(model, e.getMessage(), e);
    } catch (AccessDeniedException e) {
      throw new CheckpointException(
          model, e.getFile() + " may not be read; give this process the right to read it", e);
    }
  }
}
