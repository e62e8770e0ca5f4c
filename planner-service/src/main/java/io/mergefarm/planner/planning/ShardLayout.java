package io.mergefarm.planner.planning;

import io.mergefarm.contracts.plan.PlannedShard;
import io.mergefarm.contracts.plan.PlannedTensor;
import io.mergefarm.contracts.safetensors.EncodedHeader;
import io.mergefarm.contracts.safetensors.SafetensorsHeaderWriter;
import io.mergefarm.contracts.safetensors.TensorInfo;
import io.mergefarm.contracts.safetensors.TensorSpec;
import io.mergefarm.contracts.source.CheckpointKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Lays tensors out in shards. A shard is closed before it would hold more bytes of tensors than it
 * may, so that only one tensor alone can exceed that.
 */
final class ShardLayout {

  private static final Map<String, String> METADATA = Map.of("format", "pt");

  /** Wide elements lie in front, so that every tensor begins at a multiple of its element. */
  private static final Comparator<NamedExpression> WIDEST_FIRST =
      Comparator.comparingInt(tensor -> -tensor.expression().dtype().bits());

  private final CheckpointKind kind;
  private final long shardSize;
  private final PartLayout parts;

  /**
   * A layout.
   *
   * @param kind of the output; an adapter always lies in one file
   * @param shardSize the most bytes of tensors in a shard
   */
  ShardLayout(CheckpointKind kind, long shardSize, PartLayout parts) {
    this.kind = kind;
    this.shardSize = kind == CheckpointKind.ADAPTER ? Long.MAX_VALUE : shardSize;
    this.parts = parts;
  }

  /** A shard and its header. */
  record LaidOut(PlannedShard shard, EncodedHeader header) {}

  List<LaidOut> layOut(List<NamedExpression> tensors) {
    List<List<NamedExpression>> shards = cut(tensors);
    List<LaidOut> laidOut = new ArrayList<>();
    for (int i = 0; i < shards.size(); i++) {
      laidOut.add(layOut(shards.get(i), i + 1, shards.size()));
    }
    return laidOut;
  }

  private List<List<NamedExpression>> cut(List<NamedExpression> tensors) {
    List<List<NamedExpression>> shards = new ArrayList<>();
    List<NamedExpression> shard = new ArrayList<>();
    long size = 0;
    for (NamedExpression tensor : tensors) {
      if (!shard.isEmpty() && Math.addExact(size, tensor.byteSize()) > shardSize) {
        shards.add(shard);
        shard = new ArrayList<>();
        size = 0;
      }
      shard.add(tensor);
      size = Math.addExact(size, tensor.byteSize());
    }
    shards.add(shard);
    return shards;
  }

  private LaidOut layOut(List<NamedExpression> unordered, int number, int count) {
    List<NamedExpression> tensors = unordered.stream().sorted(WIDEST_FIRST).toList();
    EncodedHeader header =
        new SafetensorsHeaderWriter()
            .write(METADATA, tensors.stream().map(ShardLayout::spec).toList());
    List<PlannedTensor> planned = new ArrayList<>(tensors.size());
    long headerSize = header.bytes().length;
    long size = headerSize;
    for (int i = 0; i < tensors.size(); i++) {
      TensorInfo info = header.header().tensors().get(i);
      planned.add(
          new PlannedTensor(info.name(), headerSize + info.begin(), tensors.get(i).expression()));
      size = headerSize + info.end();
    }
    return new LaidOut(
        new PlannedShard(
            name(number, count),
            size,
            headerSize,
            planned,
            parts.cut(number, headerSize, size, planned)),
        header);
  }

  private static TensorSpec spec(NamedExpression tensor) {
    return new TensorSpec(tensor.name(), tensor.expression().dtype(), tensor.expression().shape());
  }

  private String name(int number, int count) {
    return count == 1
        ? kind.weights()
        : String.format(Locale.ROOT, "model-%05d-of-%05d.safetensors", number, count);
  }
}
