package io.mergefarm.worker.evaluation;

import io.mergefarm.contracts.plan.RowTable;
import io.mergefarm.contracts.plan.TensorExpression;
import io.mergefarm.contracts.plan.TensorExpression.Gather;
import io.mergefarm.contracts.plan.TensorExpression.Stored;
import io.mergefarm.contracts.safetensors.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Turns gathers into what gives their elements. */
final class GatherCompiler {

  private final Engine engine;
  private final InputTensors inputs;
  private final Workspace workspace;
  private final OperandCompiler operands;

  /** Compiles an operand that is computed. */
  @FunctionalInterface
  interface OperandCompiler {
    BlockSource compile(TensorExpression operand, int blockSize) throws IOException;
  }

  GatherCompiler(
      Engine engine, InputTensors inputs, Workspace workspace, OperandCompiler operands) {
    this.engine = engine;
    this.inputs = inputs;
    this.workspace = workspace;
    this.operands = operands;
  }

  GatheredBlocks compile(Gather gather) throws IOException {
    RowTable table = engine.rowTables().find(gather.table());
    int columns = columns(gather.shape());
    check(gather, table);
    List<RowSource> sources = new ArrayList<>();
    for (int i = 0; i < gather.operands().size(); i++) {
      sources.add(rows(gather.operands().get(i), i, table, columns));
    }
    return new GatheredBlocks(table, sources, columns, workspace);
  }

  private RowSource rows(TensorExpression operand, int place, RowTable table, int columns)
      throws IOException {
    if (operand instanceof Stored stored) {
      return inputs.rows(stored, engine.codec(stored.dtype()), table.used(place), columns);
    }
    AccessSurvey survey = AccessSurvey.of(operand, engine);
    int blockSize = engine.blockSizes().of(survey.dearest(), operand.shape());
    RowSource computed =
        new ComputedRows(
            operands.compile(operand, blockSize),
            operand.shape().elements(),
            columns,
            blockSize,
            workspace.block(blockSize));
    return survey.divisible() || table.ascends(place)
        ? computed
        : new HeldRows(computed, table.used(place), columns);
  }

  private static void check(Gather gather, RowTable table) {
    if (table.size() != gather.shape().dimensions().getFirst()
        || table.operandCount() > gather.operands().size()) {
      throw new RefusedDataException(
          "a table of %d rows of %d tensors does not make up shape %s of %d"
              .formatted(
                  table.size(), table.operandCount(), gather.shape(), gather.operands().size()));
    }
    for (int i = 0; i < gather.operands().size(); i++) {
      Shape shape = gather.operands().get(i).shape();
      if (!tail(shape).equals(tail(gather.shape()))
          || table.used(i).length() > shape.dimensions().getFirst()) {
        throw new RefusedDataException(
            "rows of shape %s can not be gathered from shape %s: its table uses row %d"
                .formatted(gather.shape(), shape, table.used(i).length() - 1));
      }
    }
  }

  private static List<Long> tail(Shape shape) {
    return shape.rank() == 0 ? List.of(-1L) : shape.dimensions().subList(1, shape.rank());
  }

  private static int columns(Shape shape) {
    long columns = new Shape(tail(shape)).elements();
    if (columns > Integer.MAX_VALUE - 8) {
      throw new RefusedDataException("a row of shape " + shape + " is too long");
    }
    return (int) Math.max(1, columns);
  }
}
