package io.mergefarm.worker.evaluation;

import io.mergefarm.contracts.event.TensorMergeRequested;
import io.mergefarm.contracts.event.TensorMergeRequested.Work;
import io.mergefarm.contracts.plan.TensorExpression.Stored;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The bytes of one file that a part reads.
 *
 * @param ranges where each begins and ends, by the beginning
 */
record ReadRanges(SortedMap<Long, Long> ranges) {

  /** Consecutive bytes. */
  record Range(long offset, long length) {}

  static ReadRanges none() {
    return new ReadRanges(new TreeMap<>());
  }

  /** What a part reads of each file, by the file's place in the part's table. */
  static Map<Integer, ReadRanges> of(TensorMergeRequested request) {
    Map<Integer, ReadRanges> byFile = new HashMap<>();
    for (Work work : request.work()) {
      work.expression()
          .leaves()
          .forEach(
              leaf ->
                  byFile
                      .computeIfAbsent(leaf.file(), file -> none())
                      .add(leaf, work.from(), work.to()));
    }
    return byFile;
  }

  /** What is to be read from an offset on, up to a number of bytes. */
  List<Range> from(long offset, long most) {
    List<Range> found = new ArrayList<>();
    long left = most;
    SortedMap<Long, Long> before = ranges.headMap(offset);
    if (!before.isEmpty() && ranges.get(before.lastKey()) > offset) {
      left -= add(found, offset, ranges.get(before.lastKey()), left);
    }
    for (Map.Entry<Long, Long> range : ranges.tailMap(offset).entrySet()) {
      if (left <= 0) {
        break;
      }
      left -= add(found, range.getKey(), range.getValue(), left);
    }
    return found;
  }

  private static long add(List<Range> found, long from, long to, long most) {
    long length = Math.min(to - from, most);
    found.add(new Range(from, length));
    return length;
  }

  /**
   * Adds elements of a stored tensor, as far as it has them. Methods that need more than the same
   * elements of their inputs are given whole tensors.
   */
  private void add(Stored leaf, long from, long to) {
    long elements = leaf.shape().elements();
    long start = leaf.offset() + leaf.dtype().byteSize(Math.min(from, elements));
    long end = leaf.offset() + leaf.dtype().byteSize(Math.min(to, elements));
    if (start >= 0 && start < end) {
      ranges.merge(start, end, Math::max);
    }
  }
}
