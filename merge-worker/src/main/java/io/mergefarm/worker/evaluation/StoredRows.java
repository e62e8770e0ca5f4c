package io.mergefarm.worker.evaluation;

import io.mergefarm.contracts.plan.ChunkDigests;
import io.mergefarm.contracts.plan.TensorExpression.Stored;
import io.mergefarm.worker.compute.ChunkHasher;
import io.mergefarm.worker.compute.DTypeCodec;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The rows of a stored tensor. A chunk is read as a whole, and digested, only for the first of its
 * rows that the gather uses; its other rows are read by themselves where they are not at hand. So
 * rows in any order cost no more than their bytes, and of a tensor that is cut into parts each
 * chunk is digested by the part that holds that row.
 */
final class StoredRows implements RowSource {

  private static final long CHUNK = ChunkDigests.CHUNK_ELEMENTS;

  private final Stored tensor;
  private final String file;
  private final ByteReader reader;
  private final DTypeCodec codec;
  private final ChunkHasher hasher;
  private final BitSet used;
  private final BitSet seen = new BitSet();
  private final int columns;
  private final Run chunk;
  private final Run run;
  private final SortedMap<Long, String> digests = new TreeMap<>();

  /**
   * @param file the path of the file that the tensor lies in
   * @param used the rows that the gather reads, in whatever part of it
   * @param columns of a row
   */
  StoredRows(
      Stored tensor,
      String file,
      ByteReader reader,
      DTypeCodec codec,
      ChunkHasher hasher,
      BitSet used,
      int columns,
      Workspace workspace) {
    this.tensor = tensor;
    this.file = file;
    this.reader = reader;
    this.codec = codec;
    this.hasher = hasher;
    this.used = used;
    this.columns = columns;
    long elements = tensor.shape().elements();
    this.chunk = new Run(workspace.chunk(bytes(Math.min(CHUNK, elements))));
    this.run = new Run(workspace.chunk(bytes(Math.min(CHUNK + columns, elements))));
  }

  @Override
  public void read(int row, int runEnd, float[] to, int at) throws IOException {
    long from = (long) row * columns;
    digest(row, from);
    Run holder = chunk.holds(from) ? chunk : run;
    if (!holder.holds(from)) {
      holder.load(from, Math.min((long) runEnd * columns, endOfRun(from)));
    }
    codec.decode(holder.content, bytes(from - holder.from), to, at, columns);
    seen.set(row);
  }

  /** The digests of the chunks that this has digested, in consecutive runs. */
  List<ChunkDigests> digests() {
    return ChunkDigests.runs(file, tensor.name(), digests);
  }

  /** Bytes of the tensor that have been read, each counted once. */
  long bytesRead() {
    return bytes((long) seen.cardinality() * columns);
  }

  private void digest(int row, long from) throws IOException {
    for (long place = from / CHUNK; place <= (from + columns - 1) / CHUNK; place++) {
      long start = place * CHUNK;
      boolean first = used.nextSetBit((int) (start / columns)) == row;
      if (first && !digests.containsKey(place)) {
        chunk.load(start, Math.min(start + CHUNK, tensor.shape().elements()));
        digests.put(place, hasher.hash(chunk.content));
      }
    }
  }

  /** The end of the row that reaches into the next chunk, which has a first row of its own. */
  private long endOfRun(long from) {
    long nextChunk = (from / CHUNK + 1) * CHUNK;
    long rows = Math.ceilDiv(nextChunk, (long) columns);
    return Math.max(from + columns, rows * columns);
  }

  private long bytes(long elements) {
    return tensor.dtype().byteSize(elements);
  }

  /** Consecutive elements at hand. */
  private final class Run {
    private final MemorySegment scratch;
    private MemorySegment content = MemorySegment.NULL;
    private long from;
    private long end;

    Run(MemorySegment scratch) {
      this.scratch = scratch;
    }

    boolean holds(long row) {
      return from <= row && row + columns <= end;
    }

    void load(long first, long limit) throws IOException {
      end = 0;
      long offset = Math.addExact(tensor.offset(), bytes(first));
      content = reader.read(offset, scratch.asSlice(0, bytes(limit - first)));
      from = first;
      end = limit;
    }
  }
}
