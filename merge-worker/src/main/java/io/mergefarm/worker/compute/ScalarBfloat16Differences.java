package io.mergefarm.worker.compute;

import io.mergefarm.contracts.method.Arithmetic.Sum;
import io.mergefarm.contracts.method.Magnitudes.Outside;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Differences of bfloat16 elements as plain loops: what the faster ones are tested against. */
final class ScalarBfloat16Differences implements Differences {

  private static final int MAGNITUDE = 0x7fffffff;

  @Override
  public void subtract(
      MemorySegment x, MemorySegment y, long offset, float[] out, int start, int length) {
    for (int i = 0; i < length; i++) {
      out[start + i] = difference(x, y, offset, i);
    }
  }

  @Override
  public int sift(
      int least,
      int greatest,
      MemorySegment x,
      MemorySegment y,
      long offset,
      int length,
      float[] between,
      Outside outside) {
    return sift(least, greatest, x, y, offset, 0, length, between, 0, outside);
  }

  /**
   * Sifts elements from {@code from} to {@code to - 1}.
   *
   * @param count how many elements of {@code between} there are
   * @return how many there are then
   */
  static int sift(
      int least,
      int greatest,
      MemorySegment x,
      MemorySegment y,
      long offset,
      int from,
      int to,
      float[] between,
      int count,
      Outside outside) {
    int inside = count;
    for (int i = from; i < to; i++) {
      float difference = difference(x, y, offset, i);
      int magnitude = Float.floatToRawIntBits(difference) & MAGNITUDE;
      if (magnitude > least && magnitude < greatest) {
        between[inside++] = difference;
      }
      outside.add(
          magnitude > greatest ? 1 : 0, magnitude == greatest ? 1 : 0, magnitude == least ? 1 : 0);
    }
    return inside;
  }

  @Override
  public void addMagnitudes(
      StoredPair pair, long[][] marks, int place, List<Sum> all, List<Sum> marked) {
    float[][] changes = changes(pair);
    for (int k = 0; k < changes.length; k++) {
      ScalarMarks.addMagnitudes(
          marks[k], place, changes[k], 0, pair.length(), all.get(k), marked.get(k));
    }
  }

  @Override
  public void moveBySum(
      StoredPair pair, long[][] marks, int place, float[] factors, float[] out, int start) {
    float[][] changes = changes(pair);
    for (int k = 0; k < changes.length; k++) {
      ScalarMarks.dropUnmarked(marks[k], place, changes[k], 0, pair.length());
    }
    for (int i = 0; i < pair.length(); i++) {
      float way = ScalarMoves.sum(changes, factors, i);
      out[start + i] = ScalarMoves.moved(element(pair.base(), pair.offset(), i), way);
    }
  }

  @Override
  public void moveBySum(StoredPair pair, Windows windows, float[] factors, float[] out, int start) {
    float[][] changes = changes(pair);
    keepInside(windows, changes);
    for (int i = 0; i < pair.length(); i++) {
      float way = ScalarMoves.sum(changes, factors, i);
      out[start + i] = ScalarMoves.moved(element(pair.base(), pair.offset(), i), way);
    }
  }

  @Override
  public void moveByMajority(
      StoredPair pair,
      Windows windows,
      float[] factors,
      float[] weights,
      float lambda,
      float[] out,
      int start) {
    float[][] changes = changes(pair);
    keepInside(windows, changes);
    for (int i = 0; i < pair.length(); i++) {
      float way = ScalarMoves.majority(changes, factors, weights, i) * lambda;
      out[start + i] = ScalarMoves.moved(element(pair.base(), pair.offset(), i), way);
    }
  }

  private static void keepInside(Windows windows, float[][] changes) {
    for (int k = 0; k < changes.length; k++) {
      for (int i = 0; i < changes[k].length; i++) {
        int magnitude = Float.floatToRawIntBits(changes[k][i]) & MAGNITUDE;
        changes[k][i] *= windows.keeps(k, magnitude) ? 1 : 0;
        windows.count(
            k, magnitude == windows.above(k) + 1 ? 1 : 0, magnitude == windows.upTo(k) + 1 ? 1 : 0);
      }
    }
  }

  private float[][] changes(StoredPair pair) {
    MemorySegment[] models = pair.models();
    float[][] changes = new float[models.length][pair.length()];
    for (int k = 0; k < models.length; k++) {
      subtract(models[k], pair.base(), pair.offset(), changes[k], 0, pair.length());
    }
    return changes;
  }

  static float difference(MemorySegment x, MemorySegment y, long offset, int i) {
    return element(x, offset, i) - element(y, offset, i);
  }

  private static float element(MemorySegment x, long offset, int i) {
    return Bfloat16.toFloat(x.get(LittleEndian.SHORT, offset + (long) i * Bfloat16.BYTES));
  }
}
