package io.mergefarm.contracts.method;

/**
 * Comparisons of elements by their magnitude, mostly seen as the bits of a float without its sign:
 * an order that has every value, and infinity and NaN above all others.
 */
public interface Magnitudes {

  /**
   * Multiplies by zero the elements from {@code from} to {@code to - 1} whose magnitude, seen as
   * the bits of a float without its sign, is {@code limit} or less. Multiplied, infinity becomes
   * NaN.
   */
  void dropUpTo(int limit, float[] x, int from, int to);

  /**
   * Multiplies by zero the elements of {@code x} from {@code from} to {@code to - 1} where the
   * magnitude of {@code selector}, seen as the bits of a float without its sign, is {@code limit}
   * or less.
   */
  void dropWhereUpTo(int limit, float[] selector, float[] x, int from, int to);

  /**
   * Sorts elements by their magnitude, seen as the bits of a float without its sign: those strictly
   * between {@code least} and {@code greatest} are copied to the front of {@code between}, in their
   * order; those at and above the two are counted.
   *
   * @param between another array than {@code x}, no shorter than {@code length}
   * @return how many lie between
   */
  int sift(int least, int greatest, float[] x, int length, float[] between, Outside outside);

  /** {@code out[i] = |x[i] - y[i]| * factor} from {@code from} to {@code to - 1}. */
  void distances(float[] x, float[] y, float factor, float[] out, int from, int to);

  /** How many elements have a magnitude, seen as the bits of a float without its sign. */
  int count(int magnitude, float[] x, int length);

  /** Replaces {@code largest[i]} by {@code x[i]} where that has the larger magnitude, or is NaN. */
  void keepLarger(float[] x, float[] largest, int length);

  /**
   * Counts for each array the elements with {@code |x[k][i]|} above a limit, and those of them
   * where it is in no other array.
   *
   * @param above one count for each array, which is added to
   * @param alone one count for each array, which is added to
   */
  void countAbove(float[][] x, float limit, int length, long[] above, long[] alone);

  /**
   * Multiplies by zero the elements from {@code from} to {@code to - 1} whose magnitude, seen as
   * the bits of a float without its sign, is {@code limit} or more.
   */
  void dropFrom(int limit, float[] x, int from, int to);

  /** The largest magnitude, seen as the bits of a float without its sign; 0 where there is none. */
  int largest(float[] x, int length);

  /**
   * The rank of an element, from 0: how many have a smaller magnitude, seen as the bits of a float
   * without its sign, or the same and a lower index.
   */
  int rank(int element, float[] x, int length);

  /**
   * Numbers elements by their magnitude, seen as the bits of a float without its sign: 0 for zero,
   * {@code (magnitude - least) >> shift} for others, but no less than 1 and no more than {@code
   * last}.
   */
  void bin(float[] x, int length, int least, int shift, int last, int[] bins);

  /** Counts of elements that do not lie strictly between two magnitudes. */
  final class Outside {
    private long above;
    private long atGreatest;
    private long atLeast;

    /** Adds to the counts. */
    public void add(long above, long atGreatest, long atLeast) {
      this.above += above;
      this.atGreatest += atGreatest;
      this.atLeast += atLeast;
    }

    /** How many exceed the greater one. */
    public long above() {
      return above;
    }

    public long atGreatest() {
      return atGreatest;
    }

    public long atLeast() {
      return atLeast;
    }
  }
}
