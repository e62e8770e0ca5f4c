package io.mergefarm.worker.compute;

import io.mergefarm.contracts.method.Arithmetic;
import io.mergefarm.contracts.method.Arithmetic.Outside;
import io.mergefarm.contracts.method.Arithmetic.Sum;
import io.mergefarm.contracts.method.RandomStream;
import io.mergefarm.contracts.safetensors.DType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Runs a backend's operations until the JVM has compiled them, which takes the Vector API most of a
 * second: for a thread of its own while the process still waits for others.
 */
public final class WarmUp implements Runnable {

  private static final int LENGTH = 2048;

  /** Enough for the last stage of the JVM's compilers. */
  private static final int ROUNDS = 400;

  private static final RandomStream STREAM = new RandomStream(0, 0);

  private final ComputeBackend backend;
  private final short[] draws = new short[LENGTH];
  private final int[] bins = new int[LENGTH];
  private final long[] marks = new long[LENGTH / Long.SIZE];
  private final float[] x = new float[LENGTH];
  private final float[] y = new float[LENGTH];
  private final float[] z = new float[LENGTH];
  private final MemorySegment bytes = Arena.ofAuto().allocate((long) LENGTH * Double.BYTES);

  public WarmUp(ComputeBackend backend) {
    this.backend = backend;
  }

  /** Ends early when its thread is interrupted. */
  @Override
  public void run() {
    for (int round = 0; round < ROUNDS && !Thread.currentThread().isInterrupted(); round++) {
      for (DType dtype : List.of(DType.BF16, DType.F16, DType.F32)) {
        convert(backend.codec(dtype));
      }
      compute(backend.arithmetic());
      backend.hasher().hash(bytes);
    }
  }

  private void convert(DTypeCodec codec) {
    codec.decode(bytes, 0, x, 0, LENGTH);
    codec.round(x, LENGTH);
    codec.encode(x, 0, LENGTH, bytes, 0);
  }

  private void compute(Arithmetic arithmetic) {
    arithmetic.scale(x, 1, y, LENGTH);
    arithmetic.addScaled(x, 1, y, LENGTH);
    arithmetic.divide(x, 1, y, LENGTH);
    arithmetic.divideUnlessZero(x, y, z, LENGTH);
    arithmetic.add(x, y, z, LENGTH);
    arithmetic.subtract(x, y, z, LENGTH);
    arithmetic.dropUpTo(0, x, 0, LENGTH);
    arithmetic.sift(0, 1, x, LENGTH, z, new Outside());
    arithmetic.count(0, x, LENGTH);
    float[][] changes = {x, y};
    float[] factors = {1, 1};
    arithmetic.moveBySum(changes, factors, x, z, LENGTH);
    arithmetic.moveByMajority(changes, factors, factors, 1, x, z, LENGTH);
    arithmetic.addAgreeing(x, 1, x, y, z, LENGTH);
    arithmetic.move(x, y, 1, z, LENGTH);
    arithmetic.approach(x, y, 1, 1, z, LENGTH);
    arithmetic.keepLarger(x, z, LENGTH);
    arithmetic.countAbove(x, 1, z, LENGTH);
    arithmetic.countUnique(x, 1, z, LENGTH);
    arithmetic.addAbove(x, 1, y, 1, z, LENGTH);
    arithmetic.divideByAtLeast(x, y, 1, z, LENGTH);
    arithmetic.addSquare(x, z, LENGTH);
    arithmetic.dropFrom(1, x, 0, LENGTH);
    arithmetic.dropWhereZero(y, x, LENGTH);
    arithmetic.draw(STREAM, 0, draws, LENGTH);
    arithmetic.markBelow(draws, 1, LENGTH, marks);
    arithmetic.largestMagnitude(x, LENGTH);
    arithmetic.bin(x, LENGTH, 0, 0, 0, bins);
    arithmetic.markBelow(draws, bins, bins, LENGTH, marks, marks);
    arithmetic.dropUnmarked(marks, 0, x, LENGTH);
    arithmetic.addMagnitudes(x, y, LENGTH, new Sum(), new Sum());
    arithmetic.addDot(x, y, LENGTH, new Sum());
    arithmetic.addMagnitudes(x, LENGTH, new Sum());
  }
}
