package io.mergefarm.worker.evaluation;

import io.mergefarm.contracts.safetensors.Shape;
import io.mergefarm.worker.compute.ComputeBackend;
import io.mergefarm.worker.method.MethodRegistry;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.Stream;

/**
 * Merges a small tensor by each of some methods until the JVM has compiled what that takes, which
 * is most of a second: for a thread of its own while the process still waits for others. What is
 * not needed is left out, since the compiler's threads take time from all others.
 */
public final class WarmUp implements Runnable {

  private static final Logger LOG = System.getLogger(WarmUp.class.getName());
  private static final Shape SHAPE = Shape.of(32, 1024);

  /** Enough for the last stage of the JVM's compilers. */
  private static final int ROUNDS = 20;

  private final List<TypicalMerge> merges;
  private final InMemoryMerge merging;

  /**
   * @param methods their names; one that is not known is passed over
   */
  public WarmUp(List<String> methods, MethodRegistry registry, ComputeBackend backend) {
    this.merges =
        methods.stream()
            .flatMap(name -> registry.find(name).stream())
            .map(method -> new TypicalMerge(method.descriptor(), SHAPE))
            .toList();
    this.merging = new InMemoryMerge(registry, backend);
  }

  /** Ends early when its thread is interrupted. */
  @Override
  public void run() {
    Arena arena = Arena.ofAuto();
    long bytes = SHAPE.elements() * Short.BYTES;
    List<MemorySegment> files =
        Stream.generate(() -> arena.allocate(bytes)).limit(TypicalMerge.FILES).toList();
    MemorySegment output = arena.allocate(bytes);
    try {
      for (int round = 0; round < ROUNDS && !Thread.currentThread().isInterrupted(); round++) {
        for (TypicalMerge merge : merges) {
          merging.merge(merge.expression(), files, output);
        }
      }
    } catch (IOException | MergeFailureException e) {
      LOG.log(Level.DEBUG, "warming up ended early", e);
    }
  }
}
