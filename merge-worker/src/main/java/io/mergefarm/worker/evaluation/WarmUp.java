package io.mergefarm.worker.evaluation;

import io.mergefarm.contracts.plan.TensorExpression;
import io.mergefarm.worker.compute.ComputeBackend;
import io.mergefarm.worker.method.MethodRegistry;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Evaluates an expression of small tensors until the JVM has compiled what that takes, which is
 * most of a second: for a thread of its own while the process still waits for others. What is not
 * needed is left out, since the compiler's threads take time from all others; what is needed must
 * be there, since a loop that is optimised before the methods of its vectors were seen at work
 * stays slow.
 */
public final class WarmUp implements Runnable {

  private static final Logger LOG = System.getLogger(WarmUp.class.getName());

  /** Enough for the last stage of the JVM's compilers. */
  private static final int ROUNDS = 20;

  /** Bits that are ones in all weights: a finite number in any dtype, 2^-7 in bfloat16. */
  private static final int COMMON = 0x3c00;

  /** Bits that differ: the sign and the mantissa. */
  private static final int VARIED = 0x807f;

  private final TensorExpression expression;
  private final InMemoryMerge merging;

  /**
   * @param expression of tensors that are stored in files of their own, from the start
   */
  public WarmUp(TensorExpression expression, MethodRegistry registry, ComputeBackend backend) {
    this.expression = expression;
    this.merging = new InMemoryMerge(registry, backend);
  }

  /** Ends early when its thread is interrupted. */
  @Override
  public void run() {
    Arena arena = Arena.ofAuto();
    List<MemorySegment> files =
        expression.leaves().map(stored -> allocated(arena, stored)).toList();
    SplittableRandom random = new SplittableRandom(0);
    files.forEach(file -> fill(file, random));
    MemorySegment output = allocated(arena, expression);
    try {
      for (int round = 0; round < ROUNDS && !Thread.currentThread().isInterrupted(); round++) {
        merging.merge(expression, files, output);
      }
    } catch (IOException | MergeFailureException e) {
      LOG.log(Level.DEBUG, "warming up ended early", e);
    }
  }

  /** With numbers of either sign that are like weights: shorter ways are taken with zeros. */
  private static void fill(MemorySegment file, SplittableRandom random) {
    for (long offset = 0; offset + Short.BYTES <= file.byteSize(); offset += Short.BYTES) {
      short bits = (short) ((random.nextInt() & VARIED) | COMMON);
      file.set(ValueLayout.JAVA_SHORT_UNALIGNED, offset, bits);
    }
  }

  private static MemorySegment allocated(Arena arena, TensorExpression tensor) {
    return arena.allocate(tensor.dtype().byteSize(tensor.shape().elements()));
  }
}
