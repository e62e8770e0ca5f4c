package io.mergefarm.fetcher.wiring;

import io.mergefarm.contracts.source.SourceFiles;
import io.mergefarm.fetcher.checkpoint.LocalCheckpoints;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The fetcher's objects as beans. */
final class FetcherBeans {

  @Produces
  @Singleton
  LocalCheckpoints checkpoints(SourceFiles files) {
    return new LocalCheckpoints(files);
  }
}
