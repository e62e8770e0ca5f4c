package io.mergefarm.assembler.checkpoint;

import io.mergefarm.contracts.method.Parameters;
import io.mergefarm.contracts.plan.PlannedTensor;
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
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The values that the parameters of a merge have over all of its tensors: as the planner resolved
 * them, defaults, gradients and filters included.
 */
final class UsedParameters {

  /** The least and the greatest value of a parameter. */
  record Range(double least, double greatest) {
    private Range with(Range other) {
      return new Range(Math.min(least, other.least), Math.max(greatest, other.greatest));
    }
  }

  private final SortedMap<String, Range> global = new TreeMap<>();
  private final Map<String, SortedMap<String, Range>> ofFiles = new HashMap<>();
  private final SealedMerge merge;

  UsedParameters(SealedMerge merge) {
    this.merge = merge;
    merge.plan().shards().stream()
        .flatMap(shard -> shard.tensors().stream())
        .map(PlannedTensor::expression)
        .forEach(this::visit);
  }

  /** Of the merge as a whole. */
  SortedMap<String, Range> global() {
    return global;
  }

  /** Of one of the plan's sources. */
  SortedMap<String, Range> of(int source) {
    SortedMap<String, Range> values = new TreeMap<>();
    merge.sources().get(source).files().stream()
        .map(file -> ofFiles.get(merge.inputFile(source, file.path())))
        .filter(Objects::nonNull)
        .forEach(ranges -> ranges.forEach((name, range) -> widen(values, name, range)));
    return values;
  }

  private void visit(TensorExpression expression) {
    switch (expression) {
      case Stored stored -> {}
      case Equal equal -> {}
      case Cast cast -> visit(cast.operand());
      case Submatrix cut -> visit(cut.operand());
      case Gather gather -> gather.operands().forEach(this::visit);
      case UnitRows unit -> visit(unit.operand());
      case Deviates deviates -> {}
      case LowRank sum -> Stream.of(sum.operand(), sum.down(), sum.up()).forEach(this::visit);
      case Magnitudes stretched ->
          Stream.of(stretched.operand(), stretched.lengths()).forEach(this::visit);
      case Merge merged -> {
        note(global, merged.parameters());
        merged.operands().forEach(this::visit);
      }
    }
  }

  private void visit(Operand operand) {
    visit(operand.expression());
    own(operand.expression())
        .leaves()
        .map(leaf -> merge.plan().files().get(leaf.file()).path())
        .map(file -> ofFiles.computeIfAbsent(file, name -> new TreeMap<>()))
        .forEach(ranges -> note(ranges, operand.parameters()));
  }

  /** Rows that a gather takes from other models are not those models' part in the merge. */
  private static TensorExpression own(TensorExpression expression) {
    return switch (expression) {
      case Cast cast -> own(cast.operand());
      case Gather gather when !gather.operands().isEmpty() -> own(gather.operands().getFirst());
      default -> expression;
    };
  }

  private static void note(SortedMap<String, Range> ranges, Parameters parameters) {
    parameters.values().forEach((name, value) -> widen(ranges, name, new Range(value, value)));
  }

  private static void widen(SortedMap<String, Range> ranges, String name, Range range) {
    ranges.merge(name, range, Range::with);
  }
}
