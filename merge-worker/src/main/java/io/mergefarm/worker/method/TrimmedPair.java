package io.mergefarm.worker.method;

import io.mergefarm.worker.compute.StoredPair;
import io.mergefarm.worker.compute.Windows;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Two task vectors that are cut by magnitude and combined, in one step from stored inputs: where
 * the memory is read while it is computed, that takes half the time.
 */
final class TrimmedPair implements StoredKernel {

  private static final int MODELS = 2;

  private final TaskVectorKernel blockwise;
  private final StoredConsensus consensus;
  private final List<End> ends;
  private final int[] splits;
  private final Windows windows = new Windows();
  private final float[] scratch;

  private TrimmedPair(TaskVectorKernel blockwise, StoredConsensus consensus, List<End> ends) {
    this.blockwise = blockwise;
    this.consensus = consensus;
    this.ends = ends;
    this.splits = new int[ends.size()];
    this.scratch = new float[blockwise.vectors().blockSize()];
  }

  /**
   * Empty where the step is another one.
   *
   * @param blockwise takes the same step where inputs are not stored
   */
  static Optional<TrimmedPair> of(PrunedStep step, TaskVectorKernel blockwise) {
    List<MagnitudeWindow> windows =
        step.prunings().stream()
            .filter(MagnitudeWindow.class::isInstance)
            .map(MagnitudeWindow.class::cast)
            .toList();
    boolean two = step.prunings().size() == MODELS && windows.size() == MODELS;
    boolean open = windows.stream().allMatch(window -> window.upper().isEmpty());
    return two
            && step.consensus() instanceof StoredConsensus consensus
            && (open || consensus.takesUpperEnds())
        ? Optional.of(new TrimmedPair(blockwise, consensus, ends(windows)))
        : Optional.empty();
  }

  private static List<End> ends(List<MagnitudeWindow> windows) {
    List<End> ends = new ArrayList<>();
    for (int model = 0; model < MODELS; model++) {
      int of = model;
      windows.get(model).lower().ifPresent(cut -> ends.add(new End(of, false, cut.place())));
      windows.get(model).upper().ifPresent(cut -> ends.add(new End(of, true, cut.place())));
    }
    return ends;
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
          if (!mergeWhole(inputs, position + start, pair, output, start)) {
            findSplits(inputs, position + start, pair);
            mergeInRanges(inputs, pair, output, start);
          }
        });
  }

  /**
   * Takes the step for a piece as if no cut ran through it, which is so for all pieces but a few.
   *
   * @return false where one does, and the piece is to be done again
   */
  private boolean mergeWhole(
      StoredInputs inputs, long position, StoredPair pair, float[] output, int start) {
    windows.open();
    for (End end : ends) {
      end.close(windows, !end.place.reachedAt(position));
    }
    consensus.move(inputs.differences(), pair, windows, output, start);
    for (End end : ends) {
      if (!end.place.reachedAt(position) && !end.place.liesBehind(end.equal(windows))) {
        return false;
      }
    }
    for (End end : ends) {
      if (!end.place.reachedAt(position)) {
        end.place.pass(end.equal(windows));
      }
    }
    return true;
  }

  private void findSplits(StoredInputs inputs, long position, StoredPair pair) {
    MemorySegment[] models = {pair.first(), pair.second()};
    for (int i = 0; i < splits.length; i++) {
      End end = ends.get(i);
      MagnitudeBlock block =
          MagnitudeBlock.of(
              inputs.differences(),
              models[end.model],
              pair.base(),
              pair.offset(),
              pair.length(),
              scratch);
      splits[i] = end.place.in(position, block);
    }
  }

  private void mergeInRanges(StoredInputs inputs, StoredPair pair, float[] output, int start) {
    for (int from = 0, to; from < pair.length(); from = to) {
      to = nextSplit(from, pair.length());
      windows.open();
      for (int i = 0; i < splits.length; i++) {
        ends.get(i).close(windows, from < splits[i]);
      }
      StoredPair range = pair.range(from, to, inputs.elementBytes());
      consensus.move(inputs.differences(), range, windows, output, start + from);
    }
  }

  /** Up to where the same windows hold. */
  private int nextSplit(int from, int length) {
    int next = length;
    for (int split : splits) {
      next = split > from ? Math.min(next, split) : next;
    }
    return next;
  }

  /**
   * An end of a model's window.
   *
   * @param upper whether it is the upper one
   */
  private record End(int model, boolean upper, CutPlace place) {

    /** Closes the window before the cut, or behind it. */
    void close(Windows windows, boolean before) {
      if (upper) {
        windows.keepUpTo(model, place.limit(before));
      } else {
        windows.keepAbove(model, place.limit(before));
      }
    }

    /** How many differences equal the threshold, by the count of a window before the cut. */
    long equal(Windows windows) {
      return upper ? windows.firstBeyond(model) : windows.firstKept(model);
    }
  }
}
