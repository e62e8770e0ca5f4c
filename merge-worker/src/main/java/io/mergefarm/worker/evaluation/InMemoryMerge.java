package io.mergefarm.worker.evaluation;

import io.mergefarm.contracts.event.TensorMergeRequested.Work;
import io.mergefarm.contracts.plan.TensorExpression;
import io.mergefarm.worker.compute.ComputeBackend;
import io.mergefarm.worker.method.MethodRegistry;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Merges one tensor from memory to memory, as a part is merged but without a store, with seed 0:
 * for benchmarks, and for tests of methods. Not for use by several threads.
 */
public final class InMemoryMerge {

  private final Engine engine;
  private final Workspace workspace = new Workspace();

  public InMemoryMerge(MethodRegistry methods, ComputeBackend backend) {
    this.engine =
        new Engine(methods, backend, new BlockSizes(PartMerger.BLOCK_SIZE), RowTables.none());
  }

  /**
   * Evaluates an expression.
   *
   * @param files what the expression's stored tensors lie in
   * @param output takes the bytes of the result
   * @throws MergeFailureException if the expression can not be evaluated
   */
  public void merge(TensorExpression expression, List<MemorySegment> files, MemorySegment output)
      throws IOException, MergeFailureException {
    long elements = expression.shape().elements();
    workspace.reset();
    TensorEvaluation evaluation =
        new TensorEvaluation(
            new Work("tensor", expression, 0, elements), engine, new Files(files), workspace);
    MemorySegment rest = output;
    for (long from = 0; from < elements; ) {
      ElementRange chunk = evaluation.range().inChunkOf(from);
      long bytes = expression.dtype().byteSize(chunk.length());
      evaluation.write(chunk, new ChunkInPlace(StoredChunks.unmapped(rest.asSlice(0, bytes))));
      rest = rest.asSlice(bytes);
      from = chunk.to();
    }
  }

  private record Files(List<MemorySegment> segments) implements SourceBytes {
    @Override
    public String name(int file) {
      return "file " + file;
    }

    @Override
    public ByteReader open(int file) {
      return (offset, scratch) -> segments.get(file).asSlice(offset, scratch.byteSize());
    }
  }
}
