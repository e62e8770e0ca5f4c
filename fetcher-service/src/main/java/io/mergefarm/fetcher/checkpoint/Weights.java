package io.mergefarm.fetcher.checkpoint;

import io.mergefarm.contracts.safetensors.SafetensorsHeader;
import io.mergefarm.contracts.safetensors.TensorInfo;
import io.mergefarm.contracts.source.SourceFile;
import io.mergefarm.contracts.source.StoredTensor;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the weights in a checkpoint's folder, and where in them each tensor lies. */
final class Weights {

  static final String ENDING = ".safetensors";

  private static final String SINGLE = "model.safetensors";
  private static final List<String> PICKLES =
      List.of("pytorch_model.bin.index.json", "pytorch_model.bin");

  private final CheckpointFolder folder;
  private final FolderListing listing;
  private final CheckpointReader reader;
  private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();

  Weights(CheckpointFolder folder, FolderListing listing, CheckpointReader reader) {
    this.folder = folder;
    this.listing = listing;
    this.reader = reader;
  }

  /**
   * All tensors by name, in the order of the files and of their offsets. An index is preferred to a
   * single file.
   */
  Map<String, StoredTensor> index() throws CheckpointException, IOException {
    Optional<SourceFile> index = listing.file(WeightMap.FILE);
    if (folder.file().isPresent()) {
      indexFile(listing.file(folder.file().get()).orElseThrow(this::noWeights));
    } else if (index.isPresent()) {
      indexShards(WeightMap.of(folder, reader.readJson(folder, index.get())));
    } else {
      indexFile(listing.file(SINGLE).orElseThrow(this::noWeights));
    }
    return tensors;
  }

  private void indexFile(SourceFile file) throws CheckpointException, IOException {
    SafetensorsHeader header = reader.readHeader(file);
    if (header.tensors().isEmpty()) {
      throw folder.problem(file.path() + " holds no tensors; download it again");
    }
    for (TensorInfo tensor : header.tensors()) {
      add(file, header, tensor);
    }
  }

  private void indexShards(WeightMap map) throws CheckpointException, IOException {
    for (String name : map.files()) {
      indexShard(map, listing.file(name).orElseThrow(() -> missingShard(name)));
    }
    for (Map.Entry<String, String> entry : map.shards().entrySet()) {
      if (!tensors.containsKey(entry.getKey())) {
        throw disagreement(
            "puts tensor %s in %s, which does not hold it"
                .formatted(entry.getKey(), entry.getValue()));
      }
    }
  }

  private void indexShard(WeightMap map, SourceFile shard) throws CheckpointException, IOException {
    SafetensorsHeader header = reader.readHeader(shard);
    for (TensorInfo tensor : header.tensors()) {
      String mapped = map.shards().get(tensor.name());
      if (mapped == null) {
        throw disagreement(
            "does not list tensor %s, which %s holds".formatted(tensor.name(), shard.path()));
      }
      if (!mapped.equals(shard.path())) {
        throw disagreement(
            "puts tensor %s in %s, but %s holds one of that name"
                .formatted(tensor.name(), mapped, shard.path()));
      }
      add(shard, header, tensor);
    }
  }

  private void add(SourceFile file, SafetensorsHeader header, TensorInfo tensor) {
    tensors.put(
        tensor.name(),
        new StoredTensor(file.path(), header.fileOffset(tensor), tensor.dtype(), tensor.shape()));
  }

  private CheckpointException missingShard(String name) {
    return folder.problem(
        "%s names %s, which is not in the folder; download that file"
            .formatted(WeightMap.FILE, name));
  }

  private CheckpointException disagreement(String how) {
    return folder.problem(
        WeightMap.FILE + " " + how + "; download the index and its shards again, together");
  }

  private CheckpointException noWeights() {
    for (String pickle : PICKLES) {
      if (listing.file(pickle).isPresent()) {
        return folder.problem(
            "its weights are in the PyTorch format ("
                + pickle
                + "), which is not supported yet;"
                + " convert them to safetensors");
      }
    }
    List<String> others = listing.named(ENDING);
    if (others.size() == 1) {
      return folder.problem(
          "its only weights are %s, and neither %s nor %s is there; if that file holds the whole"
                  .formatted(others.getFirst(), SINGLE, WeightMap.FILE)
              + " model, rename it to "
              + SINGLE);
    }
    return folder.problem(
        "there are no weights in %s: neither %s nor %s is there; download the checkpoint again"
            .formatted(folder.place(), SINGLE, WeightMap.FILE));
  }
}
