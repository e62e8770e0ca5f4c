package io.mergefarm.planner.planning;

import io.mergefarm.contracts.plan.ChunkDigests;
import io.mergefarm.contracts.plan.PlannedPart;
import io.mergefarm.contracts.plan.PlannedPart.TensorRange;
import io.mergefarm.contracts.plan.PlannedTensor;
import io.mergefarm.contracts.storage.PartRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Cuts one shard into parts, front to back. */
final class PartCutter {

  /** What S3 demands of every part but the last. */
  private static final long LEAST_SIZE = 5L << 20;

  /** With these a part's event stays below a megabyte, unless its tensors are all but empty. */
  private static final int MOST_TENSORS = 1024;

  private static final int MOST_LEAVES = 3072;

  private static final long CHUNK = ChunkDigests.CHUNK_ELEMENTS;

  private final int shard;
  private final long target;
  private final long least;
  private final List<PlannedPart> parts = new ArrayList<>();

  private List<TensorRange> ranges = new ArrayList<>();
  private int leaves;
  private long offset;
  private long length;

  /**
   * Begins a shard.
   *
   * @param target the bytes that parts aim at; raised where there would be too many parts. A target
   *     below what S3 demands is for stores that do not mind.
   */
  PartCutter(int shard, long target, long headerSize, long size) {
    this.shard = shard;
    long fewEnough = Math.ceilDiv(size, PartRange.MAX_NUMBER - 1);
    this.least = Math.max(Math.min(target, LEAST_SIZE), fewEnough);
    this.target = Math.max(target, fewEnough);
    this.length = headerSize;
  }

  void add(int place, PlannedTensor tensor, boolean divisible) {
    long elements = tensor.shape().elements();
    int tensorLeaves = (int) tensor.expression().leaves().count();
    long from = 0;
    do {
      makeRoom(tensor, elements - from, divisible, tensorLeaves);
      long to = divisible ? Math.min(elements, from + fitting(tensor)) : elements;
      ranges.add(new TensorRange(place, from, to));
      leaves += tensorLeaves;
      length += tensor.dtype().byteSize(to - from);
      from = to;
    } while (from < elements);
  }

  List<PlannedPart> parts() {
    if (!ranges.isEmpty()) {
      close();
    }
    return List.copyOf(parts);
  }

  private void makeRoom(PlannedTensor tensor, long elements, boolean divisible, int tensorLeaves) {
    long next = tensor.dtype().byteSize(divisible ? Math.min(elements, CHUNK) : elements);
    boolean full = length + next > target;
    boolean crowded =
        ranges.size() >= MOST_TENSORS
            || leaves + tensorLeaves > Math.max(MOST_LEAVES, tensorLeaves);
    if (!ranges.isEmpty() && length >= least && (full || crowded)) {
      close();
    }
  }

  /** The elements that bring the part to its size, in whole chunks, at least one. */
  private long fitting(PlannedTensor tensor) {
    long chunkBytes = tensor.dtype().byteSize(CHUNK);
    long needed = Math.ceilDiv(least - length, chunkBytes);
    return Math.max(1, Math.max(needed, (target - length) / chunkBytes)) * CHUNK;
  }

  private void close() {
    int number = parts.size() + 1;
    parts.add(
        new PlannedPart(
            String.format(Locale.ROOT, "s%05d-p%05d", shard, number),
            new PartRange(number, offset, length),
            ranges));
    ranges = new ArrayList<>();
    leaves = 0;
    offset += length;
    length = 0;
  }
}
