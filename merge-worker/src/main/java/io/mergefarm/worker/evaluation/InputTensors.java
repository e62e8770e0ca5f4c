package io.mergefarm.worker.evaluation;

import io.mergefarm.contracts.plan.ChunkDigests;
import io.mergefarm.contracts.plan.TensorExpression.Stored;
import io.mergefarm.worker.compute.ChunkHasher;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The stored tensors of one expression; one that stands in it twice is read and digested once. */
final class InputTensors {

  private final SourceBytes files;
  private final ChunkHasher hasher;
  private final Workspace workspace;
  private final Map<Stored, StoredChunks> tensors = new LinkedHashMap<>();

  InputTensors(SourceBytes files, ChunkHasher hasher, Workspace workspace) {
    this.files = files;
    this.hasher = hasher;
    this.workspace = workspace;
  }

  /** The path of the file that a tensor lies in. */
  String file(Stored tensor) {
    return files.name(tensor.file());
  }

  StoredChunks chunks(Stored tensor) throws IOException {
    StoredChunks chunks = tensors.get(tensor);
    if (chunks == null) {
      ByteReader reader = files.open(tensor.file());
      chunks = new StoredChunks(tensor, file(tensor), reader, hasher, workspace);
      tensors.put(tensor, chunks);
    }
    return chunks;
  }

  /** The digests of what was read. */
  List<ChunkDigests> digests() {
    return tensors.values().stream().map(StoredChunks::digests).toList();
  }

  /** Bytes that were read, each counted once. */
  long bytesRead() {
    return tensors.values().stream().mapToLong(StoredChunks::bytesRead).sum();
  }
}
