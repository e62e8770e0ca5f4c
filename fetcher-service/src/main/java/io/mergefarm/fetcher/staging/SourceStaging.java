package io.mergefarm.fetcher.staging;

import io.mergefarm.contracts.event.SourceEvent;
import io.mergefarm.contracts.event.SourceEvent.SourceFailed;
import io.mergefarm.contracts.event.SourceEvent.SourceStaged;
import io.mergefarm.contracts.event.SourceRequested;
import io.mergefarm.contracts.event.Topic;
import io.mergefarm.contracts.messaging.EventPublisher;
import io.mergefarm.contracts.source.SourceChangedException;
import io.mergefarm.contracts.source.SourceFile;
import io.mergefarm.contracts.source.SourceIndex;
import io.mergefarm.fetcher.checkpoint.BucketCheckpoints;
import io.mergefarm.fetcher.checkpoint.CheckpointException;
import io.mergefarm.fetcher.checkpoint.LocalCheckpoints;
import io.mergefarm.fetcher.transfer.SourceTransfer;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Path;
import org.jboss.logging.Logger;

/** Stages checkpoints: finds and indexes them, and makes their files readable by all workers. */
@ApplicationScoped
class SourceStaging {

  private static final Logger LOG = Logger.getLogger(SourceStaging.class);

  private final LocalCheckpoints folders;
  private final BucketCheckpoints buckets;
  private final SourceTransfer transfer;
  private final EventPublisher publisher;

  SourceStaging(
      LocalCheckpoints folders,
      BucketCheckpoints buckets,
      SourceTransfer transfer,
      EventPublisher publisher) {
    this.folders = folders;
    this.buckets = buckets;
    this.transfer = transfer;
    this.publisher = publisher;
  }

  void stage(SourceRequested request) throws IOException {
    publisher.publish(Topic.SOURCE_EVENTS, outcome(request));
  }

  private SourceEvent outcome(SourceRequested request) throws IOException {
    try {
      SourceIndex index = transfer.transfer(index(request));
      long bytes = index.files().stream().mapToLong(SourceFile::size).sum();
      LOG.debugf("source %s is %s, %d bytes", request.model(), index.id(), bytes);
      return new SourceStaged(request.mergeId(), request.model(), index.id(), bytes);
    } catch (CheckpointException | SourceChangedException e) {
      return new SourceFailed(request.mergeId(), request.model(), e.getMessage());
    }
  }

  private SourceIndex index(SourceRequested request) throws CheckpointException, IOException {
    return BucketCheckpoints.named(request.model())
        ? buckets.index(request.model())
        : folders.index(request.model(), Path.of(request.folder()));
  }
}
