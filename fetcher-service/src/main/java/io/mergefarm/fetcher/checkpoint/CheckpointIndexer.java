package io.mergefarm.fetcher.checkpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mergefarm.contracts.source.SourceFile;
import io.mergefarm.contracts.source.SourceFiles;
import io.mergefarm.contracts.source.SourceIndex;
import java.io.IOException;
import java.util.Optional;

/**
 * Indexes a checkpoint whose files are listed: {@code model.safetensors.index.json} with its
 * shards, or {@code model.safetensors}, beside {@code config.json}; or a single safetensors file.
 * Of weights only the headers are read.
 */
final class CheckpointIndexer {

  private static final String CONFIG = "config.json";

  private final CheckpointReader reader;

  CheckpointIndexer(SourceFiles files) {
    this.reader = new CheckpointReader(files);
  }

  SourceIndex index(CheckpointFolder folder, FolderListing listing)
      throws CheckpointException, IOException {
    Optional<ObjectNode> config =
        folder.file().isPresent() ? Optional.empty() : Optional.of(readConfig(folder, listing));
    return new SourceIndex(
        listing.id(),
        folder.model(),
        folder.location(),
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
              .formatted(folder.place()));
    }
    return reader.readJson(folder, config.get());
  }
}
