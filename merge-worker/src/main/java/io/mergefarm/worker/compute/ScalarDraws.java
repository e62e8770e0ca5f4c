package io.mergefarm.worker.compute;

import io.mergefarm.contracts.method.Arithmetic;
import io.mergefarm.contracts.method.Draws;
import io.mergefarm.contracts.method.RandomStream;

/** Random bits and marks as plain loops: what the faster ones are tested against. */
final class ScalarDraws implements Draws {

  @Override
  public void draw(RandomStream stream, long from, short[] draws, int count) {
    Philox.draw(stream, from, draws, count);
  }

  @Override
  public int drawBehind(RandomStream stream, long element) {
    return Philox.drawBehind(stream, element);
  }

  @Override
  public void markBelow(short[] draws, int limit, int count, long[] marks) {
    ScalarMarks.markBelow(draws, limit, count, marks);
  }

  @Override
  public void markBelow(
      short[] draws, int[] bounds, int[] bins, int count, long[] marks, long[] open) {
    ScalarMarks.markBelow(draws, bounds, bins, 0, count, marks, open);
  }

  @Override
  public void addMagnitudes(
      long[] marks, int offset, float[] x, int length, Arithmetic.Sum all, Arithmetic.Sum marked) {
    ScalarMarks.addMagnitudes(marks, offset, x, 0, length, all, marked);
  }

  @Override
  public void dropUnmarked(long[] marks, int offset, float[] x, int length) {
    ScalarMarks.dropUnmarked(marks, offset, x, 0, length);
  }
}
