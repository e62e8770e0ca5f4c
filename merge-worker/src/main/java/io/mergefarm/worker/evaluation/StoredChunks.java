package io.mergefarm.worker.evaluation;

import io.mergefarm.contracts.plan.ChunkDigests;
import io.mergefarm.contracts.plan.TensorExpression.Stored;
import io.mergefarm.worker.compute.ChunkHasher;
import io.mergefarm.worker.compute.ChunkHasher.Digest;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A stored tensor, read chunk by chunk. Each chunk is digested when it is read first, along with
 * the computation, so that it comes into the cache only once.
 */
final class StoredChunks {

  private final Stored tensor;
  private final String file;
  private final ByteReader reader;
  private final ChunkHasher hasher;
  private final MemorySegment scratch;
  private final long elements;
  private final SortedMap<Long, String> digests = new TreeMap<>();
  private long bytesRead;
  private long current = -1;
  private MemorySegment bytes = MemorySegment.NULL;
  private Optional<Digest> digest = Optional.empty();

  StoredChunks(
      Stored tensor, String file, ByteReader reader, ChunkHasher hasher, Workspace workspace) {
    this.tensor = tensor;
    this.file = file;
    this.reader = reader;
    this.hasher = hasher;
    this.elements = tensor.shape().elements();
    this.scratch = workspace.chunk(byteSize(Math.min(elements, ChunkDigests.CHUNK_ELEMENTS)));
  }

  Stored tensor() {
    return tensor;
  }

  /** The path of the file that it lies in. */
  String file() {
    return file;
  }

  /**
   * The bytes of the chunk that holds an element.
   *
   * @return bytes that are valid until another chunk is asked for
   */
  MemorySegment containing(long element) throws IOException {
    long chunk = element / ChunkDigests.CHUNK_ELEMENTS;
    if (chunk != current) {
      finishDigest();
      bytes = read(chunk);
      current = chunk;
    }
    return bytes;
  }

  /** Digests the bytes of the current chunk before an offset: those that were just used. */
  void digestTo(long offset) {
    if (digest.isPresent()) {
      digest.get().advance(offset);
    }
  }

  /** The digest of a chunk that has been read. */
  String digest(long element) {
    finishDigest();
    return digests.get(element / ChunkDigests.CHUNK_ELEMENTS);
  }

  /** The digests of all chunks that have been read, in consecutive runs. */
  List<ChunkDigests> digests() {
    finishDigest();
    return ChunkDigests.runs(file, tensor.name(), digests);
  }

  /** Bytes of the tensor that have been read, each counted once. */
  long bytesRead() {
    return bytesRead;
  }

  private MemorySegment read(long chunk) throws IOException {
    long first = Math.multiplyExact(chunk, ChunkDigests.CHUNK_ELEMENTS);
    long size = byteSize(Math.min(elements - first, ChunkDigests.CHUNK_ELEMENTS));
    long offset = Math.addExact(tensor.offset(), byteSize(first));
    MemorySegment content = unmapped(reader.read(offset, scratch.asSlice(0, size)));
    if (!digests.containsKey(chunk)) {
      digest = Optional.of(hasher.begin(content));
      bytesRead += size;
    }
    return content;
  }

  /** The same bytes, valid as long: loops over segments of several classes are slow. */
  @SuppressWarnings("restricted")
  static MemorySegment unmapped(MemorySegment segment) {
    return segment.isMapped() ? segment.reinterpret(segment.byteSize()) : segment;
  }

  private void finishDigest() {
    digest.ifPresent(begun -> digests.put(current, begun.finish()));
    digest = Optional.empty();
  }

  private long byteSize(long count) {
    return tensor.dtype().byteSize(count);
  }
}
