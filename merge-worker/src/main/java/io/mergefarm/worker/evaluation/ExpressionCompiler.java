package io.mergefarm.worker.evaluation;

import io.mergefarm.contracts.method.MergeMethod;
import io.mergefarm.contracts.method.RandomStream;
import io.mergefarm.contracts.plan.TensorExpression;
import io.mergefarm.contracts.plan.TensorExpression.Cast;
import io.mergefarm.contracts.plan.TensorExpression.Deviates;
import io.mergefarm.contracts.plan.TensorExpression.Equal;
import io.mergefarm.contracts.plan.TensorExpression.Gather;
import io.mergefarm.contracts.plan.TensorExpression.LowRank;
import io.mergefarm.contracts.plan.TensorExpression.Magnitudes;
import io.mergefarm.contracts.plan.TensorExpression.Merge;
import io.mergefarm.contracts.plan.TensorExpression.Operand;
import io.mergefarm.contracts.plan.TensorExpression.Stored;
import io.mergefarm.contracts.plan.TensorExpression.Submatrix;
import io.mergefarm.contracts.plan.TensorExpression.UnitRows;
import io.mergefarm.contracts.safetensors.DType;
import io.mergefarm.worker.compute.Combiner;
import io.mergefarm.worker.compute.StoredArithmetic;
import io.mergefarm.worker.method.LinearCombination;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Turns the expression of an output tensor into what gives its bytes. Values stay float32 until the
 * root encodes them; the results of casts, merges and gathers below it are rounded to their dtypes.
 */
final class ExpressionCompiler {

  private final String name;
  private final Engine engine;
  private final InputTensors inputs;
  private final Workspace workspace;
  private final GatherCompiler gathers;
  private final AdapterCompiler adapters;

  /**
   * @param name of the output tensor, which random numbers depend on
   */
  ExpressionCompiler(String name, Engine engine, InputTensors inputs, Workspace workspace) {
    this.name = name;
    this.engine = engine;
    this.inputs = inputs;
    this.workspace = workspace;
    this.gathers = new GatherCompiler(engine, inputs, workspace, this::rounded);
    this.adapters = new AdapterCompiler(engine, workspace, this::rounded);
  }

  /**
   * The bytes of some elements of an expression; statistics that its methods need are gathered
   * here.
   *
   * @throws RefusedDataException if the expression can not be evaluated
   */
  TensorContent content(TensorExpression root, ElementRange range) throws IOException {
    return switch (root) {
      case Stored stored -> checked(stored, copied(List.of(stored)));
      case Equal equal -> copied(equal.operands());
      case Cast cast -> computed(cast, range);
      case Merge merge -> computed(merge, range);
      case Submatrix cut -> computed(cut, range);
      case Gather gather -> computed(gather, range);
      case UnitRows unit -> computed(unit, range);
      case Deviates deviates -> computed(deviates, range);
      case LowRank sum -> computed(sum, range);
      case Magnitudes stretched -> computed(stretched, range);
    };
  }

  private CopiedContent copied(List<Stored> operands) throws IOException {
    List<StoredChunks> chunks = new ArrayList<>();
    for (Stored operand : operands) {
      requireEqual(operands.getFirst(), operand);
      chunks.add(inputs.chunks(operand));
    }
    return new CopiedContent(chunks);
  }

  private TensorContent checked(Stored stored, TensorContent content) throws IOException {
    int blockSize = engine.blockSizes().preferred();
    return engine.refusesNan() && stored.dtype().arithmetic()
        ? new CheckedContent(
            content, checked(stored, unrounded(stored, blockSize)), workspace.block(blockSize))
        : content;
  }

  private BlockSource checked(TensorExpression root, BlockSource source) {
    return engine.refusesNan()
        ? new CheckedBlocks(source, new NanCheck(root.shape()), origin(root))
        : source;
  }

  /** Where the elements of an expression come from, for people. */
  private String origin(TensorExpression expression) {
    return switch (expression) {
      case Stored stored -> "in " + inputs.file(stored);
      case Cast cast -> origin(cast.operand());
      case Merge merge -> "in the result of " + merge.method() + ", but is in every input";
      case Submatrix cut -> origin(cut.operand());
      case Gather gather ->
          "in the rows of " + gather.leaves().map(inputs::file).distinct().toList();
      case UnitRows unit -> origin(unit.operand());
      case Deviates deviates -> "among random numbers";
      case LowRank sum -> origin(sum.operand()) + " with its adapter";
      case Magnitudes stretched -> origin(stretched.operand());
      case Equal equal -> origin(equal.operands().getFirst());
    };
  }

  private TensorContent computed(Merge merge, ElementRange range) throws IOException {
    int blockSize = blockSize(merge, range);
    MergedBlocks blocks = merged(merge, blockSize);
    Optional<StoredArithmetic> stored = engine.backend().stored(merge.dtype());
    if (stored.isPresent()
        && blocks.kernel() instanceof LinearCombination combination
        && !engine.refusesNan()
        && merge.operands().stream().allMatch(operand -> stored(operand, merge.dtype()))) {
      return combined(merge, combination, stored.get().combiner());
    }
    return computed(merge, blocks, range, blockSize);
  }

  private static boolean stored(Operand operand, DType dtype) {
    return operand.expression() instanceof Stored stored && stored.dtype() == dtype;
  }

  private CombinedContent combined(Merge merge, LinearCombination combination, Combiner combiner)
      throws IOException {
    List<StoredChunks> operands = new ArrayList<>();
    for (Operand operand : merge.operands()) {
      operands.add(inputs.chunks((Stored) operand.expression()));
    }
    return new CombinedContent(
        operands,
        combination,
        combiner,
        engine.backend().hasher(),
        engine.codec(merge.dtype()).elementBytes());
  }

  private ComputedContent computed(TensorExpression root, ElementRange range) throws IOException {
    int blockSize = blockSize(root, range);
    return computed(root, unrounded(root, blockSize), range, blockSize);
  }

  private ComputedContent computed(
      TensorExpression root, BlockSource elements, ElementRange range, int blockSize) {
    return new ComputedContent(
        checked(root, elements),
        engine.codec(root.dtype()),
        engine.backend().hasher(),
        range,
        blockSize,
        workspace);
  }

  /**
   * All nodes but what corners are cut from and rows are gathered from have one shape, and the
   * dearest access decides for all.
   */
  private int blockSize(TensorExpression root, ElementRange range) {
    AccessSurvey survey = AccessSurvey.of(root, engine);
    if (!survey.divisible() && range.length() != root.shape().elements()) {
      throw new RefusedDataException("its merge method needs the whole tensor, not a part of it");
    }
    return engine.blockSizes().of(survey.dearest(), root.shape());
  }

  private BlockSource rounded(TensorExpression expression, int blockSize) throws IOException {
    BlockSource source = unrounded(expression, blockSize);
    return switch (expression) {
      case Cast cast when cast.dtype() == cast.operand().dtype() -> source;
      case Cast cast -> rounded(source, cast.dtype());
      case Merge merge -> rounded(source, merge.dtype());
      case Submatrix cut -> source;
      case Gather gather -> rounded(source, gather.dtype());
      case UnitRows unit -> rounded(source, unit.dtype());
      case Deviates deviates -> rounded(source, deviates.dtype());
      case LowRank sum -> source;
      case Magnitudes stretched -> source;
      case Stored stored -> source;
      case Equal equal -> source;
    };
  }

  private BlockSource rounded(BlockSource source, DType dtype) {
    return new RoundedBlocks(source, engine.codec(dtype));
  }

  private BlockSource unrounded(TensorExpression expression, int blockSize) throws IOException {
    return switch (expression) {
      case Stored stored -> new StoredBlocks(inputs.chunks(stored), engine.codec(stored.dtype()));
      case Cast cast -> rounded(cast.operand(), blockSize);
      case Merge merge -> merged(merge, blockSize);
      case Submatrix cut -> cut(cut);
      case Gather gather -> gathers.compile(gather);
      case UnitRows unit -> unitRows(unit);
      case Deviates deviates ->
          new RandomBlocks(
              engine.backend().arithmetic(),
              RandomStream.of(engine.seed(), deviates.key(), name),
              deviates.distribution());
      case LowRank sum -> adapters.compile(sum, blockSize);
      case Magnitudes stretched -> adapters.compile(stretched, blockSize);
      case Equal equal ->
          throw new RefusedDataException("tensors that must be equal can only be copied");
    };
  }

  private MergedBlocks merged(Merge merge, int blockSize) throws IOException {
    MergeMethod method = engine.method(merge.method());
    List<BlockSource> sources = new ArrayList<>();
    for (Operand operand : merge.operands()) {
      requireEqualShapes(merge, operand);
      sources.add(rounded(operand.expression(), blockSize));
    }
    float[][] blocks = new float[sources.size()][];
    Arrays.setAll(blocks, i -> workspace.block(blockSize));
    MergeInputs merging = new MergeInputs(merge, engine, blockSize, sources, blocks);
    boolean inOrder = !method.descriptor().access().divisible();
    return new MergedBlocks(merging, method.prepare(merging), inOrder);
  }

  private BlockSource cut(Submatrix cut) throws IOException {
    TensorExpression whole = cut.operand();
    return new SubmatrixBlocks(cut.shape(), whole.shape(), window(whole));
  }

  private BlockSource unitRows(UnitRows unit) throws IOException {
    long columns = unit.shape().dimensions().getLast();
    if (columns > BlockSizes.LONGEST_ARRAY) {
      throw new RefusedDataException("a row of shape " + unit.shape() + " is too long");
    }
    float[] row = workspace.block((int) columns);
    return new UnitRowsBlocks(window(unit.operand()), (int) columns, row);
  }

  private BlockWindow window(TensorExpression whole) throws IOException {
    int size = engine.blockSizes().of(AccessSurvey.of(whole, engine).dearest(), whole.shape());
    return new BlockWindow(
        rounded(whole, size), whole.shape().elements(), size, workspace.block(size));
  }

  private static void requireEqualShapes(Merge merge, Operand operand) {
    if (!operand.expression().shape().equals(merge.shape())) {
      throw new RefusedDataException(
          "inputs of shapes %s and %s can not be merged by %s"
              .formatted(merge.shape(), operand.expression().shape(), merge.method()));
    }
  }

  private void requireEqual(Stored first, Stored other) {
    if (first.dtype() != other.dtype() || !first.shape().equals(other.shape())) {
      throw new RefusedDataException(
          "%s of %s is %s %s, but %s of %s is %s %s, and they must be equal"
              .formatted(
                  first.name(),
                  inputs.file(first),
                  first.dtype(),
                  first.shape(),
                  other.name(),
                  inputs.file(other),
                  other.dtype(),
                  other.shape()));
    }
  }
}
