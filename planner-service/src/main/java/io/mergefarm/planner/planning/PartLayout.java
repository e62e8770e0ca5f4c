package io.mergefarm.planner.planning;

import io.mergefarm.contracts.method.MethodCatalog;
import io.mergefarm.contracts.plan.PlannedPart;
import io.mergefarm.contracts.plan.PlannedTensor;
import io.mergefarm.contracts.plan.TensorExpression;
import java.util.List;

/**
 * Cuts shards into parts of about a given size. Small tensors share a part; a large one is cut
 * where its elements can be computed on their own.
 */
final class PartLayout {

  private final long partSize;
  private final MethodCatalog methods;

  PartLayout(long partSize, MethodCatalog methods) {
    this.partSize = partSize;
    this.methods = methods;
  }

  /**
   * Cuts a shard.
   *
   * @param shard its number, from 1
   * @param headerSize the bytes in front of the first tensor, which the first part begins with
   * @param size of the shard in bytes
   */
  List<PlannedPart> cut(int shard, long headerSize, long size, List<PlannedTensor> tensors) {
    PartCutter cutter = new PartCutter(shard, partSize, headerSize, size);
    for (int i = 0; i < tensors.size(); i++) {
      PlannedTensor tensor = tensors.get(i);
      cutter.add(i, tensor, divisible(tensor.expression()));
    }
    return cutter.parts();
  }

  private boolean divisible(TensorExpression expression) {
    return switch (expression) {
      case TensorExpression.Stored stored -> true;
      case TensorExpression.Equal equal -> true;
      case TensorExpression.Submatrix cut -> false;
      case TensorExpression.UnitRows unit -> divisible(unit.operand());
      case TensorExpression.Deviates deviates -> true;
      case TensorExpression.Gather gather -> gather.operands().stream().allMatch(this::divisible);
      case TensorExpression.Cast cast -> divisible(cast.operand());
      case TensorExpression.LowRank sum -> divisible(sum.operand());
      case TensorExpression.Magnitudes stretched -> false;
      case TensorExpression.Merge merge ->
          methods.find(merge.method()).orElseThrow().access().divisible()
              && merge.operands().stream().allMatch(operand -> divisible(operand.expression()));
    };
  }
}
