package io.mergefarm.contracts.storage;

/** Is told of everything that is done with a store. */
public interface StoreObserver {

  /** What can be done with a store. */
  enum Operation {
    STAT,
    OPEN,
    READ,
    GET,
    PUT,
    LIST,
    COPY,
    DELETE,
    CREATE_UPLOAD,
    UPLOAD_PART,
    LIST_PARTS,
    COMPLETE_UPLOAD,
    ABORT_UPLOAD
  }

  /** An operation has succeeded. */
  void succeeded(Operation operation, long bytesRead, long bytesWritten, long nanoseconds);

  /** An operation has ended in an exception. */
  void failed(Operation operation, long nanoseconds);
}
