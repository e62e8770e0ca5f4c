package io.mergefarm.worker.evaluation;

import io.mergefarm.contracts.event.TensorMergeRequested;
import io.mergefarm.contracts.event.TensorMergeRequested.Work;
import io.mergefarm.contracts.plan.ChunkDigests;
import io.mergefarm.contracts.plan.PartRecord;
import io.mergefarm.contracts.storage.PartContent;
import io.mergefarm.contracts.storage.UploadedPart;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The bytes of a part, merged while they are written, and what becomes known on the way. */
final class MergedPart implements PartContent {

  private final TensorMergeRequested request;
  private final byte[] header;
  private final Engine engine;
  private final SourceBytes files;
  private final Workspace workspace;
  private final List<ChunkDigests> outputs = new ArrayList<>();
  private final List<ChunkDigests> inputs = new ArrayList<>();
  private long bytesRead;
  private Optional<MergeFailureException> failure = Optional.empty();

  /**
   * @param header what the part begins with, empty but in the first part of a shard
   */
  MergedPart(
      TensorMergeRequested request,
      byte[] header,
      Engine engine,
      SourceBytes files,
      Workspace workspace) {
    this.request = request;
    this.header = header;
    this.engine = engine;
    this.files = files;
    this.workspace = workspace;
  }

  @Override
  public void writeTo(Sink sink) throws IOException {
    forget();
    try {
      sink.write(ByteBuffer.wrap(header));
      for (Work work : request.work()) {
        write(work, sink);
      }
    } catch (MergeFailureException e) {
      failure = Optional.of(e);
      throw new IOException(e.getMessage(), e);
    }
  }

  /** Why the bytes could not be produced, which a store only knows as an {@link IOException}. */
  Optional<MergeFailureException> failure() {
    return failure;
  }

  /** The record of the part, when it is written. */
  PartRecord record(UploadedPart part) {
    return new PartRecord(
        request.partId(),
        request.upload().id(),
        part,
        bytesRead,
        outputs,
        inputs.stream().distinct().toList());
  }

  /** A store may ask for the bytes more than once. */
  private void forget() {
    outputs.clear();
    inputs.clear();
    bytesRead = 0;
    failure = Optional.empty();
  }

  private void write(Work work, Sink sink) throws IOException, MergeFailureException {
    workspace.reset();
    TensorEvaluation evaluation = new TensorEvaluation(work, engine, files, workspace);
    ElementRange range = evaluation.range();
    MemorySegment memory = workspace.chunk(byteSize(work, range.inChunkOf(range.from())));
    List<String> digests = new ArrayList<>();
    for (long from = range.from(); from < range.to(); ) {
      ElementRange elements = range.inChunkOf(from);
      MemorySegment chunk = memory.asSlice(0, byteSize(work, elements));
      digests.add(evaluation.write(elements, new SentChunk(chunk, sink)));
      from = elements.to();
    }
    String shard = request.upload().key().name();
    outputs.add(new ChunkDigests(shard, work.tensor(), range.firstChunk(), digests));
    inputs.addAll(evaluation.inputDigests());
    bytesRead += evaluation.bytesRead();
  }

  private static long byteSize(Work work, ElementRange elements) {
    return work.expression().dtype().byteSize(elements.length());
  }
}
