package io.mergefarm.worker.evaluation;

import io.mergefarm.contracts.method.Arithmetic;
import io.mergefarm.contracts.plan.TensorExpression;
import io.mergefarm.contracts.plan.TensorExpression.LowRank;
import io.mergefarm.contracts.plan.TensorExpression.Magnitudes;
import java.io.IOException;

/** Compiles what adapters make of a tensor. Their own tensors are small and read whole. */
final class AdapterCompiler {

  private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

  private final Engine engine;
  private final Workspace workspace;
  private final OperandCompiler operands;

  /** Compiles an operand, to be read in blocks of a size. */
  @FunctionalInterface
  interface OperandCompiler {
    BlockSource compile(TensorExpression operand, int blockSize) throws IOException;
  }

  AdapterCompiler(Engine engine, Workspace workspace, OperandCompiler operands) {
    this.engine = engine;
    this.workspace = workspace;
    this.operands = operands;
  }

  BlockSource compile(LowRank sum, int blockSize) throws IOException {
    float[] down = whole(sum.down());
    float[] up = whole(sum.up());
    int rank = length(sum.rank());
    float[] left = sum.transposed() ? turned(down, rank) : up;
    float[] right = sum.transposed() ? turned(up, up.length / rank) : down;
    Arithmetic arithmetic = engine.backend().arithmetic();
    arithmetic.scale(left, (float) sum.scale(), left, left.length);
    return new LowRankBlocks(
        operands.compile(sum.operand(), blockSize),
        new LowRankProduct(arithmetic.moves(), left, right, rank));
  }

  /** Goes over the operand once to measure it. */
  BlockSource compile(Magnitudes stretched, int blockSize) throws IOException {
    float[] lengths = whole(stretched.lengths());
    BlockSource operand = operands.compile(stretched.operand(), blockSize);
    long elements = stretched.shape().elements();
    long rows = stretched.shape().dimensions().stream().findFirst().orElse(1L);
    RowsOrColumns places = new RowsOrColumns(elements / Math.max(1, rows), stretched.columns());
    float[] block = workspace.block(blockSize);
    double[] squares = new double[lengths.length];
    for (long position = 0; position < elements; position += blockSize) {
      int length = (int) Math.min(blockSize, elements - position);
      operand.read(position, length, block);
      places.addSquares(position, length, block, squares);
    }
    return new StretchedBlocks(operand, places, factors(lengths, squares));
  }

  private static float[] factors(float[] lengths, double[] squares) {
    float[] factors = new float[lengths.length];
    for (int i = 0; i < factors.length; i++) {
      factors[i] = squares[i] == 0 ? 1 : (float) (lengths[i] / Math.sqrt(squares[i]));
    }
    return factors;
  }

  private float[] whole(TensorExpression tensor) throws IOException {
    int elements = length(tensor.shape().elements());
    int blockSize =
        engine.blockSizes().of(AccessSurvey.of(tensor, engine).dearest(), tensor.shape());
    BlockSource source = operands.compile(tensor, blockSize);
    float[] block = workspace.block(blockSize);
    float[] whole = new float[elements];
    for (int position = 0; position < elements; ) {
      int length = Math.min(blockSize, elements - position);
      source.read(position, length, block);
      System.arraycopy(block, 0, whole, position, length);
      position += length;
    }
    return whole;
  }

  /** A matrix of so many rows with rows and columns exchanged. */
  private static float[] turned(float[] matrix, int rows) {
    int columns = rows == 0 ? 0 : matrix.length / rows;
    float[] turned = new float[matrix.length];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        turned[column * rows + row] = matrix[row * columns + column];
      }
    }
    return turned;
  }

  private static int length(long elements) {
    if (elements > LONGEST_ARRAY) {
      throw new RefusedDataException(
          "a tensor of its adapter has %d elements, and %d is the most"
              .formatted(elements, LONGEST_ARRAY));
    }
    return (int) elements;
  }
}
