package io.mergefarm.worker.method;

/** How often each of the numbers from 0 up occurs. */
final class Histogram {

  private final long[] counts;

  Histogram(int values) {
    this.counts = new long[values];
  }

  /** By value, to be counted up. */
  long[] counts() {
    return counts;
  }

  /** Counts what another histogram of the same values has counted. */
  void add(Histogram other) {
    for (int value = 0; value < counts.length; value++) {
      counts[value] += other.counts[value];
    }
  }

  /** The value at a rank, counted from 1 and from the largest value down; 0 where there is none. */
  int valueAt(long rank) {
    int value = counts.length - 1;
    for (long seen = counts[value]; seen < rank && value > 0; seen += counts[value]) {
      value--;
    }
    return value;
  }

  /** How many occurrences are of larger values. */
  long countAbove(int value) {
    long count = 0;
    for (int i = value + 1; i < counts.length; i++) {
      count += counts[i];
    }
    return count;
  }
}
