package io.mergefarm.worker.evaluation;

import io.mergefarm.contracts.event.TensorMergeRequested;
import io.mergefarm.contracts.event.TensorMergeRequested.Work;
import io.mergefarm.contracts.method.MergeMethod;
import io.mergefarm.contracts.method.NanPolicy;
import io.mergefarm.contracts.plan.PartRecord;
import io.mergefarm.contracts.plan.TensorExpression.Stored;
import io.mergefarm.contracts.safetensors.DType;
import io.mergefarm.contracts.safetensors.Shape;
import io.mergefarm.contracts.source.LocalSourceFiles;
import io.mergefarm.contracts.source.SourceFile;
import io.mergefarm.contracts.storage.LocalObjectStore;
import io.mergefarm.contracts.storage.ObjectKey;
import io.mergefarm.contracts.storage.PartRange;
import io.mergefarm.contracts.storage.Upload;
import io.mergefarm.contracts.storage.UploadedPart;
import io.mergefarm.worker.compute.ComputeBackend;
import io.mergefarm.worker.compute.ScalarBackend;
import io.mergefarm.worker.compute.VectorBackend;
import io.mergefarm.worker.method.MethodRegistry;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Source files, a local store and mergers in a folder. */
final class Workshop {

  static final ObjectKey HEADER = ObjectKey.of("merges", "m", "headers", "model.safetensors");
  private static final int BLOCK_SIZE = 2048;

  private final Path folder;
  private final LocalObjectStore store;
  private final List<SourceFile> files = new ArrayList<>();
  private final List<PartRecord> records = new ArrayList<>();
  private ComputeBackend backend = new VectorBackend();
  private MethodRegistry methods = MethodRegistry.discover(Workshop.class.getClassLoader());
  private int blockSize = BLOCK_SIZE;
  private long seed;
  private NanPolicy nan = NanPolicy.PROPAGATE;

  Workshop(Path folder) throws IOException {
    this.folder = folder;
    this.store = new LocalObjectStore(folder.resolve("store"));
  }

  Workshop inBlocksOf(int elements) {
    blockSize = elements;
    return this;
  }

  Workshop inPlainLoops() {
    backend = new ScalarBackend();
    return this;
  }

  Workshop withSeed(long newSeed) {
    seed = newSeed;
    return this;
  }

  Workshop refusingNan() {
    nan = NanPolicy.ERROR;
    return this;
  }

  Workshop with(MergeMethod method) {
    methods = new MethodRegistry(List.of(method));
    return this;
  }

  LocalObjectStore store() {
    return store;
  }

  Path path(String model) {
    return folder.resolve(model);
  }

  /** A model of one float tensor, in a file that begins with seven bytes of something else. */
  Stored add(String model, DType dtype, Shape shape, float... values) throws IOException {
    byte[] bytes = new byte[Math.toIntExact(dtype.byteSize(values.length))];
    MemorySegment segment = MemorySegment.ofArray(bytes);
    new ScalarBackend().codec(dtype).encode(values, 0, values.length, segment, 0);
    return add(model, dtype, shape, bytes);
  }

  Stored add(String model, DType dtype, Shape shape, byte[] bytes) throws IOException {
    byte[] content = new byte[bytes.length + 7];
    System.arraycopy(bytes, 0, content, 7, bytes.length);
    Files.write(path(model), content);
    return new Stored(addFile(model, path(model)), "weight", 7, dtype, shape);
  }

  /** Its place in the table of files. */
  int addFile(String path, Path file) throws IOException {
    files.add(new SourceFile(path, file.toUri(), Files.size(file)));
    return files.size() - 1;
  }

  /** The bytes of a shard that is merged as a single part. */
  byte[] merge(Work... work) throws IOException, MergeFailureException {
    return mergeParts(List.of(List.of(work)));
  }

  /** The bytes of a shard that is merged in parts. */
  byte[] mergeParts(List<List<Work>> parts) throws IOException, MergeFailureException {
    long size = parts.stream().flatMap(List::stream).mapToLong(Workshop::byteSize).sum();
    Upload upload = store.createUpload(ObjectKey.of("out", "model.safetensors"), size);
    List<UploadedPart> uploaded = new ArrayList<>();
    long offset = 0;
    for (List<Work> part : parts) {
      long length = part.stream().mapToLong(Workshop::byteSize).sum();
      PartRange range = new PartRange(uploaded.size() + 1, offset, length);
      PartRecord merged = merger().merge(request(upload, range, Optional.empty(), part));
      records.add(merged);
      uploaded.add(merged.part());
      offset += length;
    }
    store.completeUpload(upload, uploaded);
    return store.get(upload.key(), Integer.MAX_VALUE - 8).orElseThrow();
  }

  TensorMergeRequested request(
      Upload upload, PartRange range, Optional<ObjectKey> header, List<Work> work) {
    return new TensorMergeRequested("m", "part", upload, range, header, files, work, seed, nan);
  }

  PartMerger merger() {
    return new PartMerger(store, new LocalSourceFiles(store), methods, backend, blockSize);
  }

  /** What was recorded of the parts so far. */
  List<PartRecord> records() {
    return records;
  }

  private static long byteSize(Work work) {
    return work.expression().dtype().byteSize(work.to() - work.from());
  }
}
