package io.mergefarm.worker.method;

import io.mergefarm.contracts.method.Access;
import io.mergefarm.contracts.method.Arithmetic;
import io.mergefarm.contracts.method.BlockKernel;
import io.mergefarm.contracts.method.MergeMethod;
import io.mergefarm.contracts.method.Parameters;
import io.mergefarm.contracts.method.Quirks;
import io.mergefarm.contracts.method.TensorMerge;
import io.mergefarm.contracts.safetensors.Shape;
import io.mergefarm.worker.compute.ComputeBackend;
import io.mergefarm.worker.compute.VectorBackend;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A merge of arrays; parameters have the defaults of the methods. */
final class ArrayMerge implements TensorMerge {

  private final List<float[]> values = new ArrayList<>();
  private final List<Input> inputs = new ArrayList<>();
  private final Map<String, Double> parameters =
      new HashMap<>(Map.of("normalize", 1.0, "rescale", 0.0, "lambda", 1.0));
  private Arithmetic arithmetic = new VectorBackend().arithmetic();
  private Quirks quirks = Quirks.MERGEKIT;
  private int blockSize = 64;
  private long seed;
  private Optional<Shape> shape = Optional.empty();
  private String name = "weight";

  static ArrayMerge merge() {
    return new ArrayMerge();
  }

  ArrayMerge base(float... tensor) {
    return add(true, Map.of(), tensor);
  }

  ArrayMerge base(Map<String, Double> modelParameters, float... tensor) {
    return add(true, modelParameters, tensor);
  }

  ArrayMerge model(Map<String, Double> modelParameters, float... tensor) {
    return add(false, modelParameters, tensor);
  }

  ArrayMerge with(String parameter, double value) {
    parameters.put(parameter, value);
    return this;
  }

  ArrayMerge with(Quirks kept) {
    quirks = kept;
    return this;
  }

  ArrayMerge withSeed(long newSeed) {
    seed = newSeed;
    return this;
  }

  ArrayMerge named(String newName) {
    name = newName;
    return this;
  }

  ArrayMerge shaped(Shape newShape) {
    shape = Optional.of(newShape);
    return this;
  }

  ArrayMerge shaped(long... dimensions) {
    shape = Optional.of(Shape.of(dimensions));
    return this;
  }

  ArrayMerge with(ComputeBackend backend) {
    arithmetic = backend.arithmetic();
    return this;
  }

  ArrayMerge inBlocksOf(int size) {
    blockSize = size;
    return this;
  }

  private ArrayMerge add(boolean base, Map<String, Double> modelParameters, float[] tensor) {
    values.add(tensor);
    inputs.add(new Input("model " + inputs.size(), base, Parameters.of(modelParameters)));
    return this;
  }

  /** In blocks that suit the method, as workers give it. */
  float[] by(MergeMethod method) throws IOException {
    blockSize = fitting(method.access(shape(), parameters()));
    BlockKernel kernel = method.prepare(this);
    float[] result = new float[values.getFirst().length];
    float[] block = new float[blockSize];
    scan(
        (position, length, blocks) -> {
          kernel.merge(position, length, blocks, block);
          System.arraycopy(block, 0, result, (int) position, length);
        });
    return result;
  }

  private int fitting(Access access) {
    long row = Math.max(1, shape().dimensions().getLast());
    return switch (access) {
      case ELEMENTWISE, STATISTIC -> blockSize;
      case ROWS -> (int) (row * Math.ceilDiv(blockSize, row));
      case PLANES, TENSOR -> (int) shape().elements();
    };
  }

  @Override
  public void scan(BlockVisitor visitor) {
    int elements = values.getFirst().length;
    float[][] blocks = new float[values.size()][blockSize];
    for (int position = 0; position < elements; position += blockSize) {
      int length = Math.min(blockSize, elements - position);
      for (int i = 0; i < blocks.length; i++) {
        System.arraycopy(values.get(i), position, blocks[i], 0, length);
      }
      visitor.visit(position, length, blocks);
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Shape shape() {
    return shape.orElseGet(() -> Shape.of(values.getFirst().length));
  }

  @Override
  public List<Input> inputs() {
    return inputs;
  }

  @Override
  public Parameters parameters() {
    return Parameters.of(parameters);
  }

  @Override
  public Quirks quirks() {
    return quirks;
  }

  @Override
  public long seed() {
    return seed;
  }

  @Override
  public Arithmetic arithmetic() {
    return arithmetic;
  }

  @Override
  public int blockSize() {
    return blockSize;
  }
}
