package io.mergefarm.worker.method;

/** Which magnitude of a vector is wanted, counted from the largest down. */
interface MagnitudeRank {

  /**
   * The rank from 1 to the number of elements; less for none.
   *
   * @param zeros how many elements are zero, where that matters
   */
  long among(long elements, long zeros);

  /**
   * About which rank it has in a sample.
   *
   * @param zeros how many elements of the sample are zero, where that matters
   */
  double inSample(int size, long zeros);

  /** Whether it depends on the number of zeros. */
  boolean countsZeros();

  /** One that is known. */
  record Fixed(long rank, long elements) implements MagnitudeRank {

    @Override
    public long among(long elements, long zeros) {
      return rank;
    }

    @Override
    public double inSample(int size, long zeros) {
      return (double) rank * size / elements;
    }

    @Override
    public boolean countsZeros() {
      return false;
    }
  }

  /** The last of a share of the elements that are not zero. */
  record ShareOfOthers(float share) implements MagnitudeRank {

    @Override
    public long among(long elements, long zeros) {
      long others = elements - zeros;
      return Math.min(others, (long) ((float) others * share));
    }

    @Override
    public double inSample(int size, long zeros) {
      return (double) share * (size - zeros);
    }

    @Override
    public boolean countsZeros() {
      return true;
    }
  }
}
