package io.mergefarm.contracts.storage;

import io.mergefarm.contracts.storage.StoreObserver.Operation;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** A store that tells an observer of everything that is done with it, and of the bytes moved. */
public final class ObservedStore implements ObjectStore {

  private final ObjectStore store;
  private final StoreObserver observer;

  public ObservedStore(ObjectStore store, StoreObserver observer) {
    this.store = store;
    this.observer = observer;
  }

  @Override
  public URI address(ObjectKey key) {
    return store.address(key);
  }

  @Override
  public Optional<ObjectStat> stat(ObjectKey key) throws IOException {
    return observe(Operation.STAT, () -> store.stat(key));
  }

  @Override
  public ObjectReader open(ObjectKey key) throws IOException {
    return new ObservedReader(observe(Operation.OPEN, () -> store.open(key)));
  }

  @Override
  public Optional<byte[]> get(ObjectKey key, int maxBytes) throws IOException {
    return observe(
        Operation.GET,
        () -> store.get(key, maxBytes),
        content -> content.map(bytes -> bytes.length).orElse(0),
        content -> 0);
  }

  @Override
  public void put(ObjectKey key, byte[] content) throws IOException {
    observe(
        Operation.PUT,
        () -> {
          store.put(key, content);
          return content;
        },
        bytes -> 0,
        bytes -> bytes.length);
  }

  @Override
  public List<ObjectStat> list(ObjectKey prefix) throws IOException {
    return observe(Operation.LIST, () -> store.list(prefix));
  }

  @Override
  public void copy(ObjectKey from, ObjectKey to) throws IOException {
    order(Operation.COPY, () -> store.copy(from, to));
  }

  @Override
  public void delete(ObjectKey key) throws IOException {
    order(Operation.DELETE, () -> store.delete(key));
  }

  @Override
  public Upload createUpload(ObjectKey key, long size) throws IOException {
    return observe(Operation.CREATE_UPLOAD, () -> store.createUpload(key, size));
  }

  @Override
  public UploadedPart uploadPart(Upload upload, PartRange range, PartContent content)
      throws IOException {
    return observe(
        Operation.UPLOAD_PART,
        () -> store.uploadPart(upload, range, content),
        part -> 0,
        UploadedPart::size);
  }

  @Override
  public List<UploadedPart> listParts(Upload upload) throws IOException {
    return observe(Operation.LIST_PARTS, () -> store.listParts(upload));
  }

  @Override
  public void completeUpload(Upload upload, List<UploadedPart> parts) throws IOException {
    order(Operation.COMPLETE_UPLOAD, () -> store.completeUpload(upload, parts));
  }

  @Override
  public void abortUpload(Upload upload) throws IOException {
    order(Operation.ABORT_UPLOAD, () -> store.abortUpload(upload));
  }

  @Override
  public void abortUploads(ObjectKey key) throws IOException {
    order(Operation.ABORT_UPLOAD, () -> store.abortUploads(key));
  }

  /** Something done with a store. */
  @FunctionalInterface
  private interface Action<T> {
    T run() throws IOException;
  }

  /** Something done with a store that gives no result. */
  @FunctionalInterface
  private interface Order {
    void run() throws IOException;
  }

  private void order(Operation operation, Order order) throws IOException {
    observe(
        operation,
        () -> {
          order.run();
          return operation;
        });
  }

  private <T> T observe(Operation operation, Action<T> action) throws IOException {
    return observe(operation, action, result -> 0, result -> 0);
  }

  private <T> T observe(
      Operation operation, Action<T> action, ToLongFunction<T> read, ToLongFunction<T> written)
      throws IOException {
    long start = System.nanoTime();
    boolean done = false;
    try {
      T result = action.run();
      done = true;
      observer.succeeded(
          operation,
          read.applyAsLong(result),
          written.applyAsLong(result),
          System.nanoTime() - start);
      return result;
    } finally {
      if (!done) {
        observer.failed(operation, System.nanoTime() - start);
      }
    }
  }

  private final class ObservedReader implements ObjectReader {

    private final ObjectReader reader;

    private ObservedReader(ObjectReader reader) {
      this.reader = reader;
    }

    @Override
    public long size() {
      return reader.size();
    }

    @Override
    public String version() {
      return reader.version();
    }

    @Override
    public MemorySegment read(long offset, MemorySegment scratch) throws IOException {
      return observe(
          Operation.READ, () -> reader.read(offset, scratch), MemorySegment::byteSize, bytes -> 0);
    }

    @Override
    public void close() throws IOException {
      reader.close();
    }
  }
}
