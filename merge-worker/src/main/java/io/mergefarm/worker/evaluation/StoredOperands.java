package io.mergefarm.worker.evaluation;

import io.mergefarm.contracts.plan.ChunkDigests;
import io.mergefarm.contracts.plan.TensorExpression.Merge;
import io.mergefarm.contracts.plan.TensorExpression.Operand;
import io.mergefarm.contracts.plan.TensorExpression.Stored;
import io.mergefarm.contracts.safetensors.DType;
import io.mergefarm.worker.compute.DTypeCodec;
import io.mergefarm.worker.compute.Differences;
import io.mergefarm.worker.compute.StoredArithmetic;
import io.mergefarm.worker.method.StoredInputs;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/** The operands of a merge that are all stored tensors of one dtype. */
record StoredOperands(List<StoredChunks> operands, DTypeCodec codec, Differences differences)
    implements StoredInputs {

  /** Empty where an operand is something else, or the dtype has no shorter way. */
  static Optional<StoredInputs> of(Merge merge, Engine engine, List<BlockSource> sources) {
    List<DType> dtypes =
        merge.operands().stream()
            .map(Operand::expression)
            .filter(Stored.class::isInstance)
            .map(operand -> operand.dtype())
            .toList();
    if (dtypes.size() < sources.size() || dtypes.stream().distinct().count() != 1) {
      return Optional.empty();
    }
    List<StoredChunks> operands =
        sources.stream().map(source -> ((StoredBlocks) source).chunks()).toList();
    return engine
        .backend()
        .stored(dtypes.getFirst())
        .map(StoredArithmetic::differences)
        .map(found -> new StoredOperands(operands, engine.codec(dtypes.getFirst()), found));
  }

  @Override
  public int elementBytes() {
    return codec.elementBytes();
  }

  @Override
  public void decode(MemorySegment input, long offset, float[] to, int start, int length) {
    codec.decode(input, offset, to, start, length);
  }

  @Override
  public void read(long position, int length, PieceVisitor visitor) throws IOException {
    MemorySegment[] inputs = new MemorySegment[operands.size()];
    int done = 0;
    while (done < length) {
      long at = position + done;
      long inChunk = at % ChunkDigests.CHUNK_ELEMENTS;
      int piece = (int) Math.min(length - done, ChunkDigests.CHUNK_ELEMENTS - inChunk);
      long offset = inChunk * codec.elementBytes();
      for (int i = 0; i < inputs.length; i++) {
        inputs[i] = operands.get(i).containing(at);
      }
      visitor.visit(done, piece, inputs, offset);
      for (StoredChunks operand : operands) {
        operand.digestTo(offset + (long) piece * codec.elementBytes());
      }
      done += piece;
    }
  }
}
