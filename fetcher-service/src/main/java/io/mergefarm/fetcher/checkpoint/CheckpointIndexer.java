package io.mergefarm.fetcher.checkpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mergefarm.contracts.source.CheckpointKind;
import io.mergefarm.contracts.source.SourceFile;
import io.mergefarm.contracts.source.SourceFiles;
import io.mergefarm.contracts.source.SourceIndex;
import java.io.IOException;
import java.util.Optional;

/**
 * Indexes a checkpoint whose files are listed: {@code model.safetensors.index.json} with its
 * shards, or {@code model.safetensors}, beside {@code config.json}; an adapter, {@code
 * adapter_model.safetensors} beside {@code adapter_config.json}; or a single safetensors file. Of
 * weights only the headers are read.
 */
final class CheckpointIndexer {

  private final CheckpointReader reader;

  CheckpointIndexer(SourceFiles files) {
    this.reader = new CheckpointReader(files);
  }

  SourceIndex index(CheckpointFolder folder, FolderListing listing)
      throws CheckpointException, IOException {
    CheckpointKind kind = folder.file().isPresent() ? CheckpointKind.MODEL : Weights.kind(listing);
    Optional<ObjectNode> config =
        folder.file().isPresent()
            ? Optional.empty()
            : Optional.of(readConfig(folder, listing, kind));
    return new SourceIndex(
        listing.id(),
        folder.model(),
        folder.location(),
        listing.revision(),
        kind,
        listing.files(),
        new Weights(folder, listing, reader, kind).index(),
        config);
  }

  private ObjectNode readConfig(CheckpointFolder folder, FolderListing listing, CheckpointKind kind)
      throws CheckpointException, IOException {
    Optional<SourceFile> config = listing.file(kind.config());
    if (config.isEmpty()) {
      throw folder.problem(
          "there is no config.json in %s; name the folder of a complete checkpoint"
              .formatted(folder.place()));
    }
    return reader.readJson(folder, config.get());
  }
}
