package io.mergefarm.worker.evaluation;

import io.mergefarm.contracts.event.TensorMergeRequested;
import io.mergefarm.contracts.event.TensorMergeRequested.Work;
import io.mergefarm.contracts.plan.TensorExpression;
import io.mergefarm.contracts.plan.TensorExpression.Cast;
import io.mergefarm.contracts.plan.TensorExpression.Deviates;
import io.mergefarm.contracts.plan.TensorExpression.Equal;
import io.mergefarm.contracts.plan.TensorExpression.Gather;
import io.mergefarm.contracts.plan.TensorExpression.LowRank;
import io.mergefarm.contracts.plan.TensorExpression.Magnitudes;
import io.mergefarm.contracts.plan.TensorExpression.Merge;
import io.mergefarm.contracts.plan.TensorExpression.Stored;
import io.mergefarm.contracts.plan.TensorExpression.Submatrix;
import io.mergefarm.contracts.plan.TensorExpression.UnitRows;
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
      collect(work.expression(), work.from(), work.to(), byFile);
    }
    return byFile;
  }

  private static void collect(
      TensorExpression expression, long from, long to, Map<Integer, ReadRanges> byFile) {
    switch (expression) {
      case Stored leaf -> byFile.computeIfAbsent(leaf.file(), file -> none()).add(leaf, from, to);
      case Equal equal -> equal.operands().forEach(leaf -> collect(leaf, from, to, byFile));
      case Cast cast -> collect(cast.operand(), from, to, byFile);
      case Submatrix cut -> collect(cut.operand(), from, to, byFile);
      case UnitRows unit -> collect(unit.operand(), from, to, byFile);
      case Deviates deviates -> {}
      case Gather gather ->
          gather.operands().forEach(operand -> collect(operand, from, to, byFile));
      case Merge merge ->
          merge.operands().forEach(operand -> collect(operand.expression(), from, to, byFile));
      case LowRank sum -> {
        collect(sum.operand(), from, to, byFile);
        collect(sum.down(), 0, Long.MAX_VALUE, byFile);
        collect(sum.up(), 0, Long.MAX_VALUE, byFile);
      }
      case Magnitudes stretched -> {
        collect(stretched.operand(), from, to, byFile);
        collect(stretched.lengths(), 0, Long.MAX_VALUE, byFile);
      }
    }
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
