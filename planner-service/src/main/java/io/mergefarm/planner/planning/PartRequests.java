package io.mergefarm.planner.planning;

import io.mergefarm.contracts.event.TensorMergeRequested;
import io.mergefarm.contracts.event.TensorMergeRequested.Work;
import io.mergefarm.contracts.plan.MergePlan;
import io.mergefarm.contracts.plan.PlannedPart;
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
import io.mergefarm.contracts.plan.TensorExpression.Operand;
import io.mergefarm.contracts.plan.TensorExpression.Stored;
import io.mergefarm.contracts.plan.TensorExpression.Submatrix;
import io.mergefarm.contracts.plan.TensorExpression.UnitRows;
import io.mergefarm.contracts.source.SourceFile;
import io.mergefarm.contracts.storage.ObjectKey;
import io.mergefarm.contracts.storage.StoreLayout;
import io.mergefarm.contracts.storage.Upload;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the events that ask for the parts of a plan. */
public final class PartRequests {

  private final MergePlan plan;

  public PartRequests(MergePlan plan) {
    this.plan = plan;
  }

  /** The event of a part; it carries only the files that the part reads. */
  public TensorMergeRequested request(PlannedShard shard, PlannedPart part, Upload upload) {
    Map<Integer, Integer> places = new LinkedHashMap<>();
    List<Work> work =
        part.tensors().stream()
            .map(
                range -> {
                  PlannedTensor tensor = shard.tensors().get(range.tensor());
                  TensorExpression expression = renumbered(tensor.expression(), places);
                  return new Work(tensor.name(), expression, range.from(), range.to());
                })
            .toList();
    List<SourceFile> files = places.keySet().stream().map(plan.files()::get).toList();
    return new TensorMergeRequested(
        plan.mergeId(),
        part.id(),
        upload,
        part.range(),
        header(shard, part),
        files,
        work,
        plan.seed(),
        plan.nan());
  }

  private Optional<ObjectKey> header(PlannedShard shard, PlannedPart part) {
    return part.range().offset() == 0
        ? Optional.of(StoreLayout.shardHeader(plan.mergeId(), shard.name()))
        : Optional.empty();
  }

  private static TensorExpression renumbered(
      TensorExpression expression, Map<Integer, Integer> places) {
    return switch (expression) {
      case Stored stored -> renumbered(stored, places);
      case Equal equal ->
          new Equal(equal.operands().stream().map(leaf -> renumbered(leaf, places)).toList());
      case Deviates deviates -> deviates;
      case UnitRows unit -> new UnitRows(unit.dtype(), renumbered(unit.operand(), places));
      case Cast cast -> new Cast(cast.dtype(), renumbered(cast.operand(), places));
      case Submatrix cut -> new Submatrix(cut.shape(), renumbered(cut.operand(), places));
      case LowRank sum ->
          new LowRank(
              renumbered(sum.operand(), places),
              renumbered(sum.down(), places),
              renumbered(sum.up(), places),
              sum.scale(),
              sum.transposed());
      case Magnitudes stretched ->
          new Magnitudes(
              renumbered(stretched.operand(), places),
              renumbered(stretched.lengths(), places),
              stretched.columns());
      case Merge merge ->
          new Merge(
              merge.method(),
              merge.tensor(),
              merge.dtype(),
              merge.parameters(),
              merge.quirks(),
              merge.operands().stream().map(operand -> renumbered(operand, places)).toList());
      case Gather gather ->
          new Gather(
              gather.dtype(),
              gather.shape(),
              gather.table(),
              gather.operands().stream().map(operand -> renumbered(operand, places)).toList());
    };
  }

  private static Operand renumbered(Operand operand, Map<Integer, Integer> places) {
    return new Operand(
        operand.model(),
        renumbered(operand.expression(), places),
        operand.base(),
        operand.parameters());
  }

  private static Stored renumbered(Stored stored, Map<Integer, Integer> places) {
    int place = places.computeIfAbsent(stored.file(), file -> places.size());
    return new Stored(place, stored.name(), stored.offset(), stored.dtype(), stored.shape());
  }
}
