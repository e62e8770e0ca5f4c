package io.mergefarm.fetcher.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mergefarm.contracts.json.ContractJson;
import io.mergefarm.contracts.merge.MergeRecords;
import io.mergefarm.contracts.safetensors.DType;
import io.mergefarm.contracts.safetensors.Shape;
import io.mergefarm.contracts.source.LocalSourceFiles;
import io.mergefarm.contracts.source.SourceChangedException;
import io.mergefarm.contracts.source.SourceFile;
import io.mergefarm.contracts.source.SourceFiles;
import io.mergefarm.contracts.source.SourceIndex;
import io.mergefarm.contracts.source.StoredTensor;
import io.mergefarm.contracts.storage.LocalObjectStore;
import io.mergefarm.contracts.storage.ObjectReader;
import io.mergefarm.contracts.storage.ObservedStore;
import io.mergefarm.contracts.storage.PartRange;
import io.mergefarm.contracts.storage.StoreLayout;
import io.mergefarm.contracts.storage.StoreObserver;
import io.mergefarm.contracts.storage.Upload;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceTransferTest {

  private static final long PART = 32L << 20;
  private static final String LARGE = "large.bin";

  @TempDir private Path folder;
  private final Operations operations = new Operations();
  private ObservedStore store;
  private MergeRecords records;
  private SourceFiles files;

  @BeforeEach
  void openStore() throws IOException {
    store = new ObservedStore(new LocalObjectStore(folder.resolve("store")), operations);
    records = new MergeRecords(store, ContractJson.mapper());
    files = new LocalSourceFiles(store);
  }

  @Test
  void filesOfAFolderAreCopiedOnce() throws IOException {
    SourceIndex found = index(file("config.json", 10), file(LARGE, 2 * PART + 5));
    SourceIndex staged = transfer().transfer(found);
    assertThat(records.sourceIndex("s")).contains(staged);
    for (SourceFile file : staged.files()) {
      assertThat(file.uri().toString()).isEqualTo("store:sources/s/files/" + file.path());
      assertThat(store.stat(file.digests().orElseThrow())).isPresent();
      assertThat(folder.resolve("store/sources/s/files").resolve(file.path()))
          .hasSameBinaryContentAs(folder.resolve(file.path()));
    }
    assertThat(store.get(StoreLayout.sourceUpload("s", LARGE), 1000)).isEmpty();
    operations.counts.clear();
    assertThat(transfer().transfer(found)).isEqualTo(staged);
    assertThat(operations.counts)
        .doesNotContainKeys(
            StoreObserver.Operation.PUT,
            StoreObserver.Operation.UPLOAD_PART,
            StoreObserver.Operation.CREATE_UPLOAD);
  }

  @Test
  void aTransferThatWasBrokenOffSendsOnlyWhatIsMissing() throws IOException {
    SourceIndex found = index(file(LARGE, 2 * PART + 5));
    Upload upload = store.createUpload(StoreLayout.sourceFile("s", LARGE), 2 * PART + 5);
    store.put(
        StoreLayout.sourceUpload("s", LARGE), ContractJson.mapper().writeValueAsBytes(upload));
    store.uploadPart(
        upload,
        new PartRange(2, PART, PART),
        sink -> sink.write(ByteBuffer.wrap(content(LARGE, PART))));
    operations.counts.clear();
    transfer().transfer(found);
    assertThat(operations.counts.get(StoreObserver.Operation.UPLOAD_PART)).hasValue(2);
    assertThat(folder.resolve("store/sources/s/files").resolve(LARGE))
        .hasSameBinaryContentAs(folder.resolve(LARGE));
  }

  @Test
  void anUploadThatIsGoneIsBegunAnew() throws IOException {
    SourceIndex found = index(file(LARGE, 100));
    Upload upload = store.createUpload(StoreLayout.sourceFile("s", LARGE), 100);
    store.abortUpload(upload);
    store.put(
        StoreLayout.sourceUpload("s", LARGE), ContractJson.mapper().writeValueAsBytes(upload));
    transfer().transfer(found);
    assertThat(folder.resolve("store/sources/s/files").resolve(LARGE))
        .hasSameBinaryContentAs(folder.resolve(LARGE));
  }

  @Test
  void filesAreReadInPlaceWhereTheyCanBe() throws IOException {
    SourceIndex found = index(file("config.json", 10));
    SourceIndex inPlace = new SourceTransfer(store, files, records, false).transfer(found);
    assertThat(inPlace).isEqualTo(found);
    assertThat(records.sourceIndex("s")).contains(found);
    assertThat(transfer().transfer(found).files().getFirst().digests()).isPresent();
  }

  @Test
  void aFileThatChangesMeanwhileIsNotStaged() throws IOException {
    SourceFile file = file(LARGE, 5000);
    files = opened -> new Changing(new LocalSourceFiles(store).open(opened));
    assertThatThrownBy(() -> transfer().transfer(index(file)))
        .isInstanceOf(SourceChangedException.class)
        .hasMessageContaining(LARGE);
    assertThat(store.stat(StoreLayout.sourceFile("s", LARGE))).isEmpty();
    assertThat(records.sourceIndex("s")).isEmpty();
  }

  private SourceTransfer transfer() {
    return new SourceTransfer(store, files, records, true);
  }

  private SourceFile file(String name, long size) throws IOException {
    Path path = folder.resolve(name);
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(size);
      for (long at = 0; at < size; at += 1 << 20) {
        file.seek(at);
        file.write((int) (at >> 20) + 1);
      }
    }
    return new SourceFile(name, path.toUri(), size);
  }

  private byte[] content(String name, long from) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(folder.resolve(name).toFile(), "r")) {
      byte[] bytes = new byte[(int) PART];
      file.seek(from);
      file.readFully(bytes);
      return bytes;
    }
  }

  /** An index with a tensor in each file. */
  private SourceIndex index(SourceFile... all) {
    Map<String, StoredTensor> tensors = new HashMap<>();
    for (SourceFile file : all) {
      tensors.put(file.path(), new StoredTensor(file.path(), 0, DType.U8, Shape.of(1)));
    }
    return new SourceIndex(
        "s", "model", folder.toUri(), "revision", List.of(all), tensors, Optional.empty());
  }

  private static final class Operations implements StoreObserver {

    private final Map<Operation, AtomicInteger> counts = new ConcurrentHashMap<>();

    @Override
    public void succeeded(Operation operation, long read, long written, long nanoseconds) {
      counts.computeIfAbsent(operation, key -> new AtomicInteger()).incrementAndGet();
    }

    @Override
    public void failed(Operation operation, long nanoseconds) {}
  }

  /** Gives other bytes each time. */
  private static final class Changing implements ObjectReader {

    private final ObjectReader reader;
    private byte reads;

    private Changing(ObjectReader reader) {
      this.reader = reader;
    }

    @Override
    public long size() {
      return reader.size();
    }

    @Override
    public MemorySegment read(long offset, MemorySegment scratch) {
      return scratch.fill(reads++);
    }

    @Override
    public void close() throws IOException {
      reader.close();
    }
  }
}
