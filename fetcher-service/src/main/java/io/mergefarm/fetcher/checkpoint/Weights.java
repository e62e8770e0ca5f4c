package io.mergefarm.fetcher.checkpoint;

import io.mergefarm.contracts.source.CheckpointKind;
import io.mergefarm.contracts.source.SourceFile;
import io.mergefarm.contracts.source.StoredTensor;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the weights in a checkpoint's folder, and where in them each tensor lies. */
final class Weights {

  static final String ENDING = ".safetensors";

  private final CheckpointFolder folder;
  private final FolderListing listing;
  private final CheckpointReader reader;
  private final CheckpointKind kind;

  Weights(
      CheckpointFolder folder,
      FolderListing listing,
      CheckpointReader reader,
      CheckpointKind kind) {
    this.folder = folder;
    this.listing = listing;
    this.reader = reader;
    this.kind = kind;
  }

  /**
   * What a folder holds. One with weights of its own is a model, even where the files of an adapter
   * lie beside them.
   */
  static CheckpointKind kind(FolderListing listing) {
    boolean weights =
        Arrays.stream(WeightFormat.values())
            .flatMap(format -> Stream.of(format.single(CheckpointKind.MODEL), format.index()))
            .anyMatch(name -> listing.file(name).isPresent());
    return !weights && listing.file(CheckpointKind.ADAPTER.config()).isPresent()
        ? CheckpointKind.ADAPTER
        : CheckpointKind.MODEL;
  }

  /**
   * All tensors by name, in the order of the files and of their offsets. Safetensors are preferred
   * to PyTorch's format, and an index to a single file.
   */
  Map<String, StoredTensor> index() throws CheckpointException, IOException {
    if (folder.file().isPresent()) {
      SourceFile file = listing.file(folder.file().get()).orElseThrow(this::noWeights);
      return indexFile(WeightFormat.SAFETENSORS, file);
    }
    for (WeightFormat format : WeightFormat.values()) {
      Optional<SourceFile> index = listing.file(format.index());
      if (kind == CheckpointKind.MODEL && index.isPresent()) {
        return new Shards(folder, listing, reader, format).index(index.get());
      }
      Optional<SourceFile> single = listing.file(format.single(kind));
      if (single.isPresent()) {
        return indexFile(format, single.get());
      }
    }
    throw noWeights();
  }

  private Map<String, StoredTensor> indexFile(WeightFormat format, SourceFile file)
      throws CheckpointException, IOException {
    Map<String, StoredTensor> tensors = reader.readTensors(folder, format, file);
    if (tensors.isEmpty()) {
      throw folder.problem(file.path() + " holds no tensors; download it again");
    }
    return tensors;
  }

  private CheckpointException noWeights() {
    return kind == CheckpointKind.MODEL
        ? noWeightsOfModel()
        : folder.problem(
            "there are no weights of an adapter in %s: neither %s nor %s is there"
                .formatted(
                    folder.place(),
                    WeightFormat.SAFETENSORS.single(kind),
                    WeightFormat.PYTORCH.single(kind)));
  }

  private CheckpointException noWeightsOfModel() {
    WeightFormat usual = WeightFormat.SAFETENSORS;
    List<String> others = listing.named(ENDING);
    if (others.size() == 1) {
      return folder.problem(
          "its only weights are %s, and neither %s nor %s is there; if that file holds the whole"
                  .formatted(others.getFirst(), usual.single(kind), usual.index())
              + " model, rename it to "
              + usual.single(kind));
    }
    return folder.problem(
        "there are no weights in %s: neither %s nor %s is there; download the checkpoint again"
            .formatted(folder.place(), usual.single(kind), usual.index()));
  }
}
