package io.mergefarm.fetcher.checkpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mergefarm.contracts.safetensors.SafetensorsException;
import io.mergefarm.contracts.source.SourceChangedException;
import io.mergefarm.contracts.source.SourceFile;
import io.mergefarm.contracts.source.SourceFiles;
import io.mergefarm.contracts.source.SourceIndex;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Indexes checkpoints in folders of this machine: {@code model.safetensors.index.json} with its
 * shards, or {@code model.safetensors}, beside {@code config.json}; or single safetensors files.
 */
public final class LocalCheckpoints {

  private static final String CONFIG = "config.json";

  private final CheckpointReader reader;

  public LocalCheckpoints(SourceFiles files) {
    this.reader = new CheckpointReader(files);
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
      return index(new FolderFinder(model, base).find());
    } catch (SafetensorsException | SourceChangedException e) {
      throw new CheckpointException(model, e.getMessage(), e);
    } catch (AccessDeniedException e) {
      throw new CheckpointException(
          model, e.getFile() + " may not be read; give this process the right to read it", e);
    }
  }

  private SourceIndex index(CheckpointFolder folder) throws CheckpointException, IOException {
    FolderListing listing = FolderListing.of(folder);
    Optional<ObjectNode> config =
        folder.file().isPresent() ? Optional.empty() : Optional.of(readConfig(folder, listing));
    return new SourceIndex(
        listing.id(),
        folder.model(),
        folder.path().toUri(),
        listing.revision(),
        listing.files(),
        new Weights(folder, listing, reader).index(),
        config);
  }

  private ObjectNode readConfig(CheckpointFolder folder, FolderListing listing)
      throws CheckpointException, IOException {
    Optional<SourceFile> config = listing.file(CONFIG);
    if (config.isEmpty()) {
      throw folder.problem(
          "there is no config.json in %s; name the folder of a complete checkpoint"
              .formatted(folder.path()));
    }
    return reader.readJson(folder, config.get());
  }
}
