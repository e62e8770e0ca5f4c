package io.mergefarm.worker.evaluation;

import io.mergefarm.contracts.plan.ChunkDigests;
import io.mergefarm.contracts.plan.TensorExpression.Stored;
import io.mergefarm.worker.compute.ChunkHasher;
import io.mergefarm.worker.compute.DTypeCodec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The stored tensors of one expression; one that stands in it twice is read and digested once. */
final class InputTensors {

  private final SourceBytes files;
  private final ChunkHasher hasher;
  private final Workspace workspace;
  private final Map<Stored, StoredChunks> tensors = new LinkedHashMap<>();
  private final List<StoredRows> rows = new ArrayList<>();

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

  /**
   * A tensor whose rows a gather reads.
   *
   * @param used all rows that it reads
   */
  StoredRows rows(Stored tensor, DTypeCodec codec, BitSet used, int columns) throws IOException {
    ByteReader reader = files.open(tensor.file());
    StoredRows read =
        new StoredRows(tensor, file(tensor), reader, codec, hasher, used, columns, workspace);
    rows.add(read);
    return read;
  }

  /** The digests of what was read. */
  List<ChunkDigests> digests() {
    return Stream.concat(
            tensors.values().stream().map(StoredChunks::digests),
            rows.stream().map(StoredRows::digests))
        .flatMap(List::stream)
        .toList();
  }

  /** Bytes that were read, each counted once for each that reads them. */
  long bytesRead() {
    return tensors.values().stream().mapToLong(StoredChunks::bytesRead).sum()
        + rows.stream().mapToLong(StoredRows::bytesRead).sum();
  }
}
