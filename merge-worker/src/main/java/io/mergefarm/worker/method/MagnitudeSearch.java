package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.Arithmetic;
import io.mergefarm.contracts.method.TensorMerge.BlockVisitor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Finds magnitudes at ranks of several vectors, in passes over all of them together. */
final class MagnitudeSearch {

  private final long elements;
  private final int blockSize;
  private final Arithmetic arithmetic;
  private final List<Wanted> wanted = new ArrayList<>();

  /**
   * @param elements of each vector
   * @param blockSize the most elements that a pass shows at once
   */
  MagnitudeSearch(long elements, int blockSize, Arithmetic arithmetic) {
    this.elements = elements;
    this.blockSize = blockSize;
    this.arithmetic = arithmetic;
  }

  /**
   * Wants the magnitude at a rank of a vector, to be found by {@link #run}.
   *
   * @param vector its place in the blocks that a pass shows
   * @param rank from 1 to the number of elements, from the largest magnitude down
   */
  MagnitudeSelection want(int vector, long rank) {
    return want(vector, new MagnitudeRank.Fixed(rank, elements));
  }

  /** The same for a rank that may depend on the vector. */
  MagnitudeSelection want(int vector, MagnitudeRank rank) {
    MagnitudeSelection selection = new MagnitudeSelection(rank, elements, blockSize, arithmetic);
    wanted.add(new Wanted(vector, selection));
    return selection;
  }

  /** Makes passes until all is found. */
  void run(Passes passes) throws IOException {
    runOverBlocks(
        visitor ->
            passes.scan(
                (position, length, blocks) ->
                    visitor.visit(
                        vector -> MagnitudeBlock.of(blocks[vector], length, arithmetic))));
  }

  /** Makes passes until all is found. */
  void runOverBlocks(BlockPasses passes) throws IOException {
    List<Wanted> left = wanted;
    while (!left.isEmpty()) {
      List<Wanted> searched = left;
      passes.scan(blocks -> searched.forEach(w -> w.selection.show(blocks.apply(w.vector))));
      searched.forEach(w -> w.selection.endPass());
      left = searched.stream().filter(w -> !w.selection.found()).toList();
    }
  }

  /** Shows all vectors once, front to back, as often as it is asked to. */
  @FunctionalInterface
  interface Passes {
    void scan(BlockVisitor visitor) throws IOException;
  }

  /** The same for blocks of any kind. */
  @FunctionalInterface
  interface BlockPasses {
    void scan(MagnitudeVisitor visitor) throws IOException;
  }

  /** Sees a block of each vector, by the vector's place. */
  @FunctionalInterface
  interface MagnitudeVisitor {
    void visit(IntFunction<MagnitudeBlock> blocks);
  }

  private record Wanted(int vector, MagnitudeSelection selection) {}
}
