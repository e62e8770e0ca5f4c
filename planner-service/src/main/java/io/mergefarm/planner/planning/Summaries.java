package io.mergefarm.planner.planning;

import io.mergefarm.contracts.method.Access;
import io.mergefarm.contracts.method.MethodCatalog;
import io.mergefarm.contracts.plan.ChunkDigests;
import io.mergefarm.contracts.plan.MergePlan;
import io.mergefarm.contracts.plan.PlannedShard;
import io.mergefarm.contracts.plan.PlannedTensor;
import io.mergefarm.contracts.plan.TensorExpression;
import io.mergefarm.contracts.plan.TensorExpression.Cast;
import io.mergefarm.contracts.plan.TensorExpression.Deviates;
import io.mergefarm.contracts.plan.TensorExpression.Equal;
import io.mergefarm.contracts.plan.TensorExpression.Gather;
import io.mergefarm.contracts.plan.TensorExpression.LowRank;
import io.mergefarm.contracts.plan.TensorExpression.Magnitudes;
import io.mergefarm.contracts.plan.TensorExpression.Merge;
import io.mergefarm.contracts.plan.TensorExpression.Stored;
import io.mergefarm.contracts.plan.TensorExpression.Submatrix;
import io.mergefarm.contracts.plan.TensorExpression.UnitRows;
import io.mergefarm.contracts.safetensors.Shape;
import java.util.List;
import java.util.function.ToLongFunction;

/** Counts what a plan will read, write and need. */
final class Summaries {

  /** Kernels compute in float32. */
  private static final long VALUE_BYTES = Float.BYTES;

  private final MethodCatalog methods;

  Summaries(MethodCatalog methods) {
    this.methods = methods;
  }

  PlanSummary of(MergePlan plan) {
    List<PlannedTensor> tensors =
        plan.shards().stream().flatMap(shard -> shard.tensors().stream()).toList();
    LayerMap layers = new LayerMap(tensors.stream().map(PlannedTensor::name).toList());
    return new PlanSummary(
        tensors.size(),
        sum(tensors, tensor -> tensor.shape().elements()),
        layers.stacks().stream().mapToInt(layers::layers).max().orElse(0),
        plan.shards().size(),
        plan.shards().stream().mapToInt(shard -> shard.parts().size()).sum(),
        sum(tensors, Summaries::bytesRead),
        sum(plan.shards(), PlannedShard::size),
        tensors.stream().mapToLong(tensor -> memory(tensor.expression())).max().orElse(0));
  }

  private static <T> long sum(List<T> items, ToLongFunction<T> size) {
    return items.stream().mapToLong(size).sum();
  }

  private static long bytesRead(PlannedTensor tensor) {
    return tensor
        .expression()
        .leaves()
        .distinct()
        .mapToLong((Stored leaf) -> leaf.dtype().byteSize(leaf.shape().elements()))
        .sum();
  }

  /**
   * A block of each input and of the result; the whole tensor where a method wants it so, and all
   * of adapters' tensors.
   */
  private long memory(TensorExpression expression) {
    long buffers = expression.leaves().count() + 1;
    long chunk = Math.min(ChunkDigests.CHUNK_ELEMENTS, expression.shape().elements());
    return (buffers * block(expression, chunk) + readWhole(expression)) * VALUE_BYTES;
  }

  private static long readWhole(TensorExpression expression) {
    return switch (expression) {
      case Stored stored -> 0;
      case Equal equal -> 0;
      case Cast cast -> readWhole(cast.operand());
      case Submatrix cut -> readWhole(cut.operand());
      case Gather gather -> sum(gather.operands(), Summaries::readWhole);
      case UnitRows unit -> readWhole(unit.operand());
      case Deviates deviates -> 0;
      case Merge merge -> sum(merge.operands(), operand -> readWhole(operand.expression()));
      case LowRank sum ->
          sum.down().shape().elements() + sum.up().shape().elements() + readWhole(sum.operand());
      case Magnitudes stretched ->
          stretched.lengths().shape().elements() + readWhole(stretched.operand());
    };
  }

  private long block(TensorExpression expression, long chunk) {
    return switch (expression) {
      case Stored stored -> chunk;
      case Equal equal -> chunk;
      case Deviates deviates -> chunk;
      case UnitRows unit -> block(unit.operand(), chunk);
      case Cast cast -> block(cast.operand(), chunk);
      case Submatrix cut -> block(cut.operand(), chunk);
      case Gather gather ->
          gather.operands().stream()
              .mapToLong(operand -> block(operand, chunk))
              .reduce(chunk, Math::max);
      case LowRank sum -> block(sum.operand(), chunk);
      case Magnitudes stretched -> block(stretched.operand(), chunk);
      case Merge merge -> {
        Access access = methods.find(merge.method()).orElseThrow().access();
        yield merge.operands().stream()
            .mapToLong(operand -> block(operand.expression(), chunk))
            .reduce(block(access, merge.shape(), chunk), Math::max);
      }
    };
  }

  private static long block(Access access, Shape shape, long chunk) {
    return switch (access) {
      case ELEMENTWISE, STATISTIC -> chunk;
      case ROWS -> shape.rank() == 0 ? 1 : Math.max(chunk, shape.dimensions().getLast());
      case PLANES ->
          shape.rank() < 2 || shape.elements() == 0
              ? shape.elements()
              : Math.max(chunk, shape.elements() / shape.dimensions().getFirst());
      case TENSOR -> shape.elements();
    };
  }
}
