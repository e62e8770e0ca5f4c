package io.mergefarm.worker.evaluation;

import io.mergefarm.contracts.event.TensorMergeRequested.Work;
import io.mergefarm.contracts.plan.ChunkDigests;
import io.mergefarm.contracts.source.SourceChangedException;
import java.io.IOException;
import java.util.List;

/**
 * The evaluation of elements of one output tensor. Whatever is wrong with its data comes out as a
 * {@link MergeFailureException} that names the tensor; what may be better next time stays an {@link
 * IOException}.
 */
final class TensorEvaluation {

  private final Work work;
  private final ElementRange range;
  private final InputTensors inputs;
  private final TensorContent content;

  TensorEvaluation(Work work, Engine engine, SourceBytes files, Workspace workspace)
      throws IOException, MergeFailureException {
    this.work = work;
    this.range = new ElementRange(work.from(), work.to());
    this.inputs = new InputTensors(files, engine.backend().hasher(), workspace);
    ExpressionCompiler compiler = new ExpressionCompiler(work.tensor(), engine, inputs, workspace);
    this.content = guarded(() -> compiler.content(work.expression(), range));
  }

  ElementRange range() {
    return range;
  }

  /**
   * Writes elements that lie in one chunk.
   *
   * @return the digest of what was written
   */
  String write(ElementRange elements, ChunkTarget target)
      throws IOException, MergeFailureException {
    return guarded(() -> content.write(elements, target));
  }

  /** The digests of what was read. */
  List<ChunkDigests> inputDigests() {
    return inputs.digests();
  }

  /** Bytes that were read, each counted once. */
  long bytesRead() {
    return inputs.bytesRead();
  }

  /** A step of an evaluation. */
  @FunctionalInterface
  private interface Step<T> {
    T run() throws IOException;
  }

  private <T> T guarded(Step<T> step) throws IOException, MergeFailureException {
    try {
      return step.run();
    } catch (SourceChangedException | RefusedDataException e) {
      throw new MergeFailureException(work.tensor(), e.getMessage(), e);
    } catch (InternalError e) {
      throw new MergeFailureException(work.tensor(), unreadable(), e);
    } catch (RuntimeException e) {
      throw new MergeFailureException(work.tensor(), "its evaluation failed: " + e, e);
    }
  }

  /** How mapped memory answers where its file no longer reaches. */
  private String unreadable() {
    return "a source file was cut short while it was read, one of %s; restore it and run the merge again"
        .formatted(work.expression().leaves().map(inputs::file).distinct().toList());
  }
}
