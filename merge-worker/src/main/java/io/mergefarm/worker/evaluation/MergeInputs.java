package io.mergefarm.worker.evaluation;

import io.mergefarm.contracts.method.Arithmetic;
import io.mergefarm.contracts.method.Parameters;
import io.mergefarm.contracts.method.Quirks;
import io.mergefarm.contracts.plan.TensorExpression.Merge;
import io.mergefarm.contracts.plan.TensorExpression.Operand;
import io.mergefarm.contracts.safetensors.Shape;
import io.mergefarm.worker.compute.StoredArithmetic;
import io.mergefarm.worker.compute.StoredSums;
import io.mergefarm.worker.method.StoredInputs;
import io.mergefarm.worker.method.StoredMerge;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A merge with its inputs, as its method sees it. */
final class MergeInputs implements StoredMerge {

  private final Merge merge;
  private final Engine engine;
  private final int blockSize;
  private final List<BlockSource> sources;
  private final float[][] blocks;

  /**
   * @param sources the operands
   * @param blocks where a block of each is kept
   */
  MergeInputs(
      Merge merge, Engine engine, int blockSize, List<BlockSource> sources, float[][] blocks) {
    this.merge = merge;
    this.engine = engine;
    this.blockSize = blockSize;
    this.sources = sources;
    this.blocks = blocks;
  }

  /** A block of each input, in arrays that are used again for the next block. */
  float[][] read(long position, int length) throws IOException {
    for (int i = 0; i < blocks.length; i++) {
      sources.get(i).read(position, length, blocks[i]);
    }
    if (engine.refusesNan()) {
      List<String> models = merge.operands().stream().map(Operand::model).toList();
      new NanCheck(shape()).inputs(position, length, blocks, models);
    }
    return blocks;
  }

  @Override
  public Optional<StoredInputs> stored() {
    return engine.refusesNan() ? Optional.empty() : StoredOperands.of(merge, engine, sources);
  }

  @Override
  public void scan(BlockVisitor visitor) throws IOException {
    long elements = shape().elements();
    for (long position = 0; position < elements; position += blockSize) {
      int length = (int) Math.min(blockSize, elements - position);
      visitor.visit(position, length, read(position, length));
    }
  }

  @Override
  public Optional<double[][]> dots() throws IOException {
    if (sources.size() != 2
        || engine.refusesNan()
        || !(sources.get(0) instanceof StoredBlocks x)
        || !(sources.get(1) instanceof StoredBlocks y)
        || x.dtype() != y.dtype()) {
      return Optional.empty();
    }
    Optional<StoredSums> sums = engine.backend().stored(x.dtype()).map(StoredArithmetic::sums);
    return sums.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new StoredDots(x.chunks(), y.chunks(), sums.get(), x.codec().elementBytes())
                .measure(shape().elements()));
  }

  @Override
  public String name() {
    return merge.tensor();
  }

  @Override
  public Shape shape() {
    return merge.shape();
  }

  @Override
  public List<Input> inputs() {
    return merge.operands().stream()
        .map(operand -> new Input(operand.model(), operand.base(), operand.parameters()))
        .toList();
  }

  @Override
  public Parameters parameters() {
    return merge.parameters();
  }

  @Override
  public Quirks quirks() {
    return merge.quirks();
  }

  @Override
  public long seed() {
    return engine.seed();
  }

  @Override
  public Arithmetic arithmetic() {
    return engine.backend().arithmetic();
  }

  @Override
  public int blockSize() {
    return blockSize;
  }
}
