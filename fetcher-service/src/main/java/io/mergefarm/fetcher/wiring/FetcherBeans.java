package io.mergefarm.fetcher.wiring;

import io.mergefarm.contracts.merge.MergeRecords;
import io.mergefarm.contracts.source.SourceFiles;
import io.mergefarm.contracts.storage.Buckets;
import io.mergefarm.contracts.storage.ObjectStore;
import io.mergefarm.contracts.storage.StoreLayout;
import io.mergefarm.fetcher.checkpoint.BucketCheckpoints;
import io.mergefarm.fetcher.checkpoint.LocalCheckpoints;
import io.mergefarm.fetcher.transfer.SourceTransfer;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The fetcher's objects as beans. */
final class FetcherBeans {

  @Produces
  @Singleton
  LocalCheckpoints folders(SourceFiles files) {
    return new LocalCheckpoints(files);
  }

  @Produces
  @Singleton
  BucketCheckpoints buckets(Buckets buckets, SourceFiles files) {
    return new BucketCheckpoints(buckets, files);
  }

  @Produces
  @Singleton
  SourceTransfer transfer(
      ObjectStore store, SourceFiles files, MergeRecords records, FetcherConfig config) {
    boolean storeIsFolder = "file".equals(store.address(StoreLayout.merge("any")).getScheme());
    return new SourceTransfer(store, files, records, config.copyFolders().orElse(!storeIsFolder));
  }
}
