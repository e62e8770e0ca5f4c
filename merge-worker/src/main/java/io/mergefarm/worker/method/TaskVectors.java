package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.Arithmetic;
import io.mergefarm.contracts.method.Parameters;
import io.mergefarm.contracts.method.Quirks;
import io.mergefarm.contracts.method.RandomStream;
import io.mergefarm.contracts.method.TensorMerge;
import io.mergefarm.contracts.method.TensorMerge.BlockVisitor;
import io.mergefarm.contracts.method.TensorMerge.Input;
import io.mergefarm.contracts.safetensors.Shape;
import io.mergefarm.worker.compute.Differences;
import io.mergefarm.worker.compute.StoredPair;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The task vectors of one tensor: the differences of the models from the base. They are computed
 * anew in every pass, since subtracting is cheaper than storing.
 */
final class TaskVectors {

  /** Stored elements that are searched at once: those of a few models fit the first cache. */
  private static final int STORED_PIECE = 4096;

  private final TensorMerge tensor;
  private final int base;
  private final int[] models;
  private final float[][] blocks;
  private final float[] baseBlock;
  private final Optional<StoredInputs> stored;

  TaskVectors(TensorMerge tensor, int base) {
    this.tensor = tensor;
    this.base = base;
    this.models = IntStream.range(0, tensor.inputs().size()).filter(i -> i != base).toArray();
    this.blocks = new float[models.length][tensor.blockSize()];
    this.baseBlock = new float[tensor.blockSize()];
    this.stored = tensor instanceof StoredMerge merge ? merge.stored() : Optional.empty();
  }

  int count() {
    return models.length;
  }

  /** Of each. */
  Shape shape() {
    return tensor.shape();
  }

  /** The elements of each. */
  long elements() {
    return tensor.shape().elements();
  }

  /** The most elements that a block has. */
  int blockSize() {
    return tensor.blockSize();
  }

  /** The models that they belong to. */
  List<Input> models() {
    return IntStream.of(models).mapToObj(tensor.inputs()::get).toList();
  }

  /** The parameters of the merge as a whole. */
  Parameters parameters() {
    return tensor.parameters();
  }

  /** What multiplies the merged task vector. */
  float lambda() {
    return (float) parameters().get("lambda");
  }

  Quirks quirks() {
    return tensor.quirks();
  }

  /** A search for magnitudes of task vectors. */
  MagnitudeSearch magnitudes() {
    return new MagnitudeSearch(elements(), searchedAtOnce(), arithmetic());
  }

  /** Finds what is searched for in the task vectors. */
  void find(MagnitudeSearch search) throws IOException {
    if (stored.isEmpty()) {
      search.run(this::scan);
      return;
    }
    StoredInputs inputs = stored.get();
    float[] scratch = new float[searchedAtOnce()];
    search.runOverBlocks(
        visitor ->
            forEachRange(
                scratch.length,
                (position, length) ->
                    inputs.read(
                        position,
                        length,
                        (start, piece, x, offset) ->
                            visitor.visit(
                                vector ->
                                    MagnitudeBlock.of(
                                        inputs.differences(),
                                        x[models[vector]],
                                        x[base],
                                        offset,
                                        piece,
                                        scratch)))));
  }

  private int searchedAtOnce() {
    return stored.isEmpty() ? blockSize() : Math.max(blockSize(), STORED_PIECE);
  }

  Arithmetic arithmetic() {
    return tensor.arithmetic();
  }

  /** The random numbers of a task vector. */
  RandomStream stream(int vector) {
    String model = tensor.inputs().get(models[vector]).model();
    return RandomStream.of(tensor.seed(), model, tensor.name());
  }

  /** Which input a task vector comes from. */
  int input(int vector) {
    return models[vector];
  }

  /** Which input the base is. */
  int base() {
    return base;
  }

  /** Elements of the two models and the base, of whose stored inputs this is a piece. */
  StoredPair pair(MemorySegment[] inputs, long offset, int length) {
    return new StoredPair(inputs[models[0]], inputs[models[1]], inputs[base], offset, length);
  }

  /**
   * The factors of all inputs that come to the same as moving the base by task vectors.
   *
   * @param factors of the task vectors
   */
  double[] ofInputs(double[] factors) {
    double[] ofInputs = new double[models.length + 1];
    ofInputs[base] = 1;
    for (int i = 0; i < models.length; i++) {
      ofInputs[models[i]] = factors[i];
      ofInputs[base] -= factors[i];
    }
    return ofInputs;
  }

  /**
   * Computes a block of each.
   *
   * @return arrays that are used again for the next block
   */
  float[][] block(int length, float[][] inputs) {
    for (int i = 0; i < models.length; i++) {
      tensor.arithmetic().subtract(inputs[models[i]], inputs[base], blocks[i], length);
    }
    return blocks;
  }

  /** Decodes a block of the base, into an array that is used again for the next block. */
  float[] baseBlock(long position, int length, StoredInputs inputs) throws IOException {
    inputs.read(
        position,
        length,
        (start, piece, x, offset) -> inputs.decode(x[base], offset, baseBlock, start, piece));
    return baseBlock;
  }

  /** Computes a block of each from stored inputs, as {@link #block(int, float[][])} does. */
  float[][] block(long position, int length, StoredInputs inputs) throws IOException {
    inputs.read(
        position,
        length,
        (start, piece, x, offset) -> {
          for (int i = 0; i < models.length; i++) {
            inputs.differences().subtract(x[models[i]], x[base], offset, blocks[i], start, piece);
          }
        });
    return blocks;
  }

  /** Shows all task vectors once, front to back. */
  void scan(BlockVisitor visitor) throws IOException {
    if (stored.isEmpty()) {
      tensor.scan(
          (position, length, inputs) -> visitor.visit(position, length, block(length, inputs)));
    } else {
      forEachRange(
          blockSize(),
          (position, length) ->
              visitor.visit(position, length, block(position, length, stored.get())));
    }
  }

  /**
   * Shows all inputs as they are stored once, front to back, in pieces that are no longer than a
   * block.
   *
   * @return false where they are not stored
   */
  boolean scanStored(StoredVisitor visitor) throws IOException {
    if (stored.isEmpty()) {
      return false;
    }
    StoredInputs inputs = stored.get();
    forEachRange(
        blockSize(),
        (position, length) ->
            inputs.read(
                position,
                length,
                (start, piece, x, offset) ->
                    visitor.visit(inputs.differences(), position + start, piece, x, offset)));
    return true;
  }

  private void forEachRange(int size, RangeVisitor visitor) throws IOException {
    for (long position = 0; position < elements(); position += size) {
      visitor.visit(position, (int) Math.min(size, elements() - position));
    }
  }

  /** Sees a piece of all inputs. */
  @FunctionalInterface
  interface StoredVisitor {
    /**
     * Sees one.
     *
     * @param offset of the piece's first element in each input, in bytes
     */
    void visit(
        Differences differences, long position, int length, MemorySegment[] inputs, long offset);
  }

  /** Sees where consecutive elements begin, and how many they are. */
  @FunctionalInterface
  private interface RangeVisitor {
    void visit(long position, int length) throws IOException;
  }
}
