package io.mergefarm.contracts.storage;

import java.io.IOException;

/** The buckets of the S3 server that the configuration names, beside the store's own. */
public interface Buckets {

  /** Where there is no S3 server. */
  Buckets NONE =
      new Buckets() {
        @Override
        public ObjectStore bucket(String name) throws IOException {
          throw new IOException("bucket " + name + " can not be reached: there is no S3 server");
        }

        @Override
        public void copy(S3Address from, S3Address to) throws IOException {
          throw new IOException(from + " can not be copied: there is no S3 server");
        }
      };

  /**
   * A bucket as a store of all its objects.
   *
   * @throws IOException if the configuration does not say how to reach an S3 server
   */
  ObjectStore bucket(String name) throws IOException;

  /** Copies an object within the server; its bytes do not pass through this process. */
  void copy(S3Address from, S3Address to) throws IOException;
}
