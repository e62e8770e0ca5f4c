package io.mergefarm.contracts.wiring;

import io.mergefarm.contracts.storage.Buckets;
import io.mergefarm.contracts.storage.ObjectStore;
import io.mergefarm.contracts.storage.ObservedStore;
import io.mergefarm.contracts.storage.S3Address;
import io.mergefarm.contracts.storage.StoreObserver;
import java.io.IOException;

/** Buckets of the configured server, observed. */
final class S3Buckets implements Buckets {

  private final S3Access s3;
  private final StoreObserver observer;

  S3Buckets(S3Access s3, StoreObserver observer) {
    this.s3 = s3;
    this.observer = observer;
  }

  @Override
  public ObjectStore bucket(String name) throws IOException {
    return new ObservedStore(s3.connection().store(name, ""), observer);
  }

  @Override
  public void copy(S3Address from, S3Address to) throws IOException {
    s3.connection().copy(from, to);
  }
}
