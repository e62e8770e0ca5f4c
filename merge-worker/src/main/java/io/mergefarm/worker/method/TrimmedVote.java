package io.mergefarm.worker.method;

import io.mergefarm.worker.compute.Differences;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/**
 * The vote of two task vectors that are cut by magnitude, in one step from stored inputs: where the
 * memory is read while it is computed, that takes half the time.
 */
final class TrimmedVote implements StoredKernel {

  private static final int MODELS = 2;

  private final TaskVectorKernel blockwise;
  private final List<MagnitudeCut> cuts;
  private final SignElection election;
  private final float[] scratch;
  private final int[] splits = new int[MODELS];
  private final int[] limits = new int[MODELS];

  private TrimmedVote(TaskVectorKernel blockwise, List<MagnitudeCut> cuts, SignElection election) {
    this.blockwise = blockwise;
    this.cuts = cuts;
    this.election = election;
    this.scratch = new float[blockwise.vectors().blockSize()];
  }

  /**
   * Empty where the step is another one.
   *
   * @param blockwise takes the same step where inputs are not stored
   */
  static Optional<TrimmedVote> of(PrunedStep step, TaskVectorKernel blockwise) {
    List<MagnitudeCut> cuts =
        step.prunings().stream()
            .filter(MagnitudeCut.class::isInstance)
            .map(MagnitudeCut.class::cast)
            .toList();
    boolean two = step.prunings().size() == MODELS && cuts.size() == MODELS;
    return two && step.consensus() instanceof SignElection election
        ? Optional.of(new TrimmedVote(blockwise, cuts, election))
        : Optional.empty();
  }

  @Override
  public void merge(long position, int length, float[][] inputs, float[] output) {
    blockwise.merge(position, length, inputs, output);
  }

  @Override
  public void merge(long position, int length, StoredInputs inputs, float[] output)
      throws IOException {
    Differences differences = inputs.differences();
    inputs.read(
        position,
        length,
        (start, piece, x, offset) -> {
          MemorySegment base = x[blockwise.vectors().base()];
          MemorySegment[] models = {
            x[blockwise.vectors().input(0)], x[blockwise.vectors().input(1)]
          };
          for (int i = 0; i < MODELS; i++) {
            MagnitudeBlock block =
                MagnitudeBlock.of(differences, models[i], base, offset, piece, scratch);
            splits[i] = cuts.get(i).split(position + start, block);
          }
          int bytes = inputs.elementBytes();
          for (int from = 0, to; from < piece; from = to) {
            to = nextSplit(from, piece);
            for (int i = 0; i < MODELS; i++) {
              limits[i] = cuts.get(i).limit(from < splits[i]);
            }
            long at = offset + (long) from * bytes;
            election.move(differences, models, base, limits, at, output, start + from, to - from);
          }
        });
  }

  /** Up to where the same limits hold. */
  private int nextSplit(int from, int length) {
    int next = length;
    for (int split : splits) {
      next = split > from ? Math.min(next, split) : next;
    }
    return next;
  }
}
