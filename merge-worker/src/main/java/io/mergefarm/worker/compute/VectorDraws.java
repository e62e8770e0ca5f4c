package io.mergefarm.worker.compute;

import io.mergefarm.contracts.method.Arithmetic;
import io.mergefarm.contracts.method.Draws;
import io.mergefarm.contracts.method.RandomStream;

/** Random bits and marks by vectors, with the bits of {@link ScalarDraws}. */
final class VectorDraws implements Draws {

  @Override
  public void draw(RandomStream stream, long from, short[] draws, int count) {
    VectorPhilox.draw(stream, from, draws, count);
  }

  @Override
  public int drawBehind(RandomStream stream, long element) {
    return Philox.drawBehind(stream, element);
  }

  @Override
  public void markBelow(short[] draws, int limit, int count, long[] marks) {
    VectorMarks.markBelow(draws, limit, count, marks);
  }

  @Override
  public void markBelow(
      short[] draws, int[] bounds, int[] bins, int count, long[] marks, long[] open) {
    VectorMarks.markBelow(draws, bounds, bins, count, marks, open);
  }

  @Override
  public void addMagnitudes(
      long[] marks, int offset, float[] x, int length, Arithmetic.Sum all, Arithmetic.Sum marked) {
    VectorMarks.addMagnitudes(marks, offset, x, length, all, marked);
  }

  @Override
  public void dropUnmarked(long[] marks, int offset, float[] x, int length) {
    VectorMarks.dropUnmarked(marks, offset, x, length);
  }
}
