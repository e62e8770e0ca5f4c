package io.mergefarm.worker.evaluation;

import io.mergefarm.contracts.event.TensorMergeRequested;
import io.mergefarm.contracts.event.TensorMergeRequested.Work;
import io.mergefarm.contracts.plan.PartRecord;
import io.mergefarm.contracts.source.SourceFiles;
import io.mergefarm.contracts.storage.ObjectKey;
import io.mergefarm.contracts.storage.ObjectStore;
import io.mergefarm.worker.compute.ComputeBackend;
import io.mergefarm.worker.method.MethodRegistry;
import java.io.IOException;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * Merges a part and uploads it, in one go: nothing is kept but a chunk of each input and of the
 * output, and a few blocks of float32. So a thread needs, for M inputs of dtype size b, about (M +
 * 1) * b * {@value io.mergefarm.contracts.plan.ChunkDigests#CHUNK_ELEMENTS} bytes, and the whole
 * tensors only for methods of {@link io.mergefarm.contracts.method.Access#TENSOR}. For use by any
 * number of threads.
 */
public final class PartMerger {

  /** Blocks of a handful of inputs fit the first-level cache. */
  static final int BLOCK_SIZE = 1024;

  private final ObjectStore store;
  private final SourceFiles files;
  private final Engine engine;
  private final Deque<Workspace> idle = new ConcurrentLinkedDeque<>();

  public PartMerger(
      ObjectStore store, SourceFiles files, MethodRegistry methods, ComputeBackend backend) {
    this(store, files, methods, backend, BLOCK_SIZE);
  }

  /**
   * @param blockSize the elements that are computed at once, a multiple of {@link
   *     io.mergefarm.contracts.method.Arithmetic#LANES}; results do not depend on it
   */
  PartMerger(
      ObjectStore store,
      SourceFiles files,
      MethodRegistry methods,
      ComputeBackend backend,
      int blockSize) {
    this.store = store;
    this.files = files;
    this.engine =
        new Engine(methods, backend, new BlockSizes(blockSize), new StoredRowTables(store));
  }

  /** Merges a part and uploads it, and tells nobody how that goes. */
  public PartRecord merge(TensorMergeRequested request) throws IOException, MergeFailureException {
    return merge(request, () -> {});
  }

  /**
   * Merges a part and uploads it.
   *
   * @param progress called again and again while the work goes on
   * @return its record, which the caller keeps
   * @throws MergeFailureException if the part can not be merged, however often it is tried
   * @throws IOException if another try may succeed
   */
  public PartRecord merge(TensorMergeRequested request, Runnable progress)
      throws IOException, MergeFailureException {
    byte[] header = header(request);
    Workspace workspace = takeWorkspace();
    try (OpenFiles open = open(request, progress)) {
      return upload(request, new MergedPart(request, header, engine.of(request), open, workspace));
    } finally {
      workspace.reset();
      idle.push(workspace);
    }
  }

  private OpenFiles open(TensorMergeRequested request, Runnable progress) {
    return new OpenFiles(files, request.files(), ReadRanges.of(request), progress);
  }

  private PartRecord upload(TensorMergeRequested request, MergedPart part)
      throws IOException, MergeFailureException {
    try {
      return part.record(store.uploadPart(request.upload(), request.range(), part));
    } catch (IOException e) {
      if (part.failure().isPresent()) {
        throw part.failure().get();
      }
      throw e;
    }
  }

  private Workspace takeWorkspace() {
    Workspace workspace = idle.poll();
    return workspace == null ? new Workspace() : workspace;
  }

  private byte[] header(TensorMergeRequested request) throws IOException, MergeFailureException {
    long length = headerLength(request);
    if (request.header().isEmpty() && length == 0) {
      return new byte[0];
    }
    if (request.header().isEmpty() || length <= 0 || length > Integer.MAX_VALUE) {
      throw inconsistent(request, "its work leaves " + length + " bytes for a header");
    }
    ObjectKey key = request.header().get();
    byte[] header =
        store
            .get(key, (int) length)
            .orElseThrow(() -> inconsistent(request, "there is no header " + key));
    if (header.length != length) {
      throw inconsistent(
          request, "its work leaves " + length + " bytes for a header of " + header.length);
    }
    return header;
  }

  /** What the work leaves of the part's bytes. */
  private static long headerLength(TensorMergeRequested request) throws MergeFailureException {
    try {
      long length = request.range().length();
      for (Work work : request.work()) {
        length = Math.subtractExact(length, byteSize(work));
      }
      return length;
    } catch (ArithmeticException e) {
      throw inconsistent(request, e.getMessage());
    }
  }

  private static long byteSize(Work work) throws MergeFailureException {
    ElementRange range = new ElementRange(work.from(), work.to());
    if (!range.wholeChunks(work.expression().shape().elements())) {
      throw new MergeFailureException(
          work.tensor(),
          "elements %d to %d are no whole chunks of its shape %s"
              .formatted(work.from(), work.to(), work.expression().shape()),
          null);
    }
    return work.expression().dtype().byteSize(range.length());
  }

  private static MergeFailureException inconsistent(TensorMergeRequested request, String how) {
    return new MergeFailureException(
        "", "part " + request.partId() + " does not add up: " + how, null);
  }
}
