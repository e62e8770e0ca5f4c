package io.mergefarm.fetcher.pickle;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The ranges of a file that its tensors take. Tied tensors share one range; ranges that share only
 * a part are what no model saves, and what makes small files claim enormous tensors.
 */
final class Overlaps {

  private final List<Range> ranges = new ArrayList<>();

  private record Range(String tensor, long start, long end) {}

  void add(String tensor, long start, long length) {
    if (length > 0) {
      ranges.add(new Range(tensor, start, Math.addExact(start, length)));
    }
  }

  void check() throws PickleException {
    ranges.sort(Comparator.comparingLong(Range::start).thenComparingLong(Range::end));
    for (int i = 1; i < ranges.size(); i++) {
      Range before = ranges.get(i - 1);
      Range range = ranges.get(i);
      boolean same = before.start == range.start && before.end == range.end;
      if (!same && range.start < before.end) {
        throw new PickleException(
            "tensors %s and %s overlap in part".formatted(before.tensor, range.tensor));
      }
    }
  }
}
