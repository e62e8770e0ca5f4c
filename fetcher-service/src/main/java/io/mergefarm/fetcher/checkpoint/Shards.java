package io.mergefarm.fetcher.checkpoint;

import io.mergefarm.contracts.source.SourceFile;
import io.mergefarm.contracts.source.StoredTensor;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Weights in several files, which have to agree with the index that lies beside them. */
final class Shards {

  private final CheckpointFolder folder;
  private final FolderListing listing;
  private final CheckpointReader reader;
  private final WeightFormat format;
  private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();

  Shards(
      CheckpointFolder folder,
      FolderListing listing,
      CheckpointReader reader,
      WeightFormat format) {
    this.folder = folder;
    this.listing = listing;
    this.reader = reader;
    this.format = format;
  }

  /** All tensors of all files that an index names. */
  Map<String, StoredTensor> index(SourceFile index) throws CheckpointException, IOException {
    WeightMap map = WeightMap.of(folder, format, reader.readJson(folder, index));
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
    return tensors;
  }

  private void indexShard(WeightMap map, SourceFile shard) throws CheckpointException, IOException {
    for (Map.Entry<String, StoredTensor> tensor :
        reader.readTensors(folder, format, shard).entrySet()) {
      String mapped = map.shards().get(tensor.getKey());
      if (mapped == null) {
        throw disagreement(
            "does not list tensor %s, which %s holds".formatted(tensor.getKey(), shard.path()));
      }
      if (!mapped.equals(shard.path())) {
        throw disagreement(
            "puts tensor %s in %s, but %s holds one of that name"
                .formatted(tensor.getKey(), mapped, shard.path()));
      }
      tensors.put(tensor.getKey(), tensor.getValue());
    }
  }

  private CheckpointException missingShard(String name) {
    return folder.problem(
        "%s names %s, which is not in the folder; download that file"
            .formatted(format.index(), name));
  }

  private CheckpointException disagreement(String how) {
    return folder.problem(
        format.index() + " " + how + "; download the index and its shards again, together");
  }
}
