package io.mergefarm.worker.method;

import io.mergefarm.worker.compute.StoredPair;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
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
  private final long[] equal = new long[MODELS];

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
    inputs.read(
        position,
        length,
        (start, piece, x, offset) -> {
          StoredPair pair = blockwise.vectors().pair(x, offset, piece);
          if (!vote(inputs, position + start, pair, output, start)) {
            findSplits(inputs, position + start, pair);
            voteInRanges(inputs, pair, output, start);
          }
        });
  }

  /**
   * Takes the step for a piece as if no cut ran through it, which is so for all pieces but a few.
   *
   * @return false where one does, and the piece is to be done again
   */
  private boolean vote(
      StoredInputs inputs, long position, StoredPair pair, float[] output, int start) {
    for (int i = 0; i < MODELS; i++) {
      limits[i] = cuts.get(i).limit(!cuts.get(i).place().reachedAt(position));
    }
    Arrays.fill(equal, 0);
    election.move(inputs.differences(), pair, limits, equal, output, start);
    for (int i = 0; i < MODELS; i++) {
      CutPlace place = cuts.get(i).place();
      if (!place.reachedAt(position) && !place.liesBehind(equal[i])) {
        return false;
      }
    }
    for (int i = 0; i < MODELS; i++) {
      CutPlace place = cuts.get(i).place();
      if (!place.reachedAt(position)) {
        place.pass(equal[i]);
      }
    }
    return true;
  }

  private void findSplits(StoredInputs inputs, long position, StoredPair pair) {
    MemorySegment[] models = {pair.first(), pair.second()};
    for (int i = 0; i < MODELS; i++) {
      MagnitudeBlock block =
          MagnitudeBlock.of(
              inputs.differences(), models[i], pair.base(), pair.offset(), pair.length(), scratch);
      splits[i] = cuts.get(i).split(position, block);
    }
  }

  private void voteInRanges(StoredInputs inputs, StoredPair pair, float[] output, int start) {
    for (int from = 0, to; from < pair.length(); from = to) {
      to = nextSplit(from, pair.length());
      for (int i = 0; i < MODELS; i++) {
        limits[i] = cuts.get(i).limit(from < splits[i]);
      }
      StoredPair range = pair.range(from, to, inputs.elementBytes());
      election.move(inputs.differences(), range, limits, equal, output, start + from);
    }
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
