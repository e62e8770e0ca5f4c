package io.mergefarm.fetcher.staging;

import io.mergefarm.contracts.event.SourceEvent;
import io.mergefarm.contracts.event.SourceEvent.SourceFailed;
import io.mergefarm.contracts.event.SourceEvent.SourceStaged;
import io.mergefarm.contracts.event.SourceRequested;
import io.mergefarm.contracts.event.Topic;
import io.mergefarm.contracts.merge.MergeRecords;
import io.mergefarm.contracts.messaging.EventPublisher;
import io.mergefarm.contracts.source.SourceFile;
import io.mergefarm.contracts.source.SourceIndex;
import io.mergefarm.fetcher.checkpoint.CheckpointException;
import io.mergefarm.fetcher.checkpoint.LocalCheckpoints;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Path;
import org.jboss.logging.Logger;

/** Stages checkpoints: folders are read in place, so that only their index goes to the store. */
@ApplicationScoped
class SourceStaging {

  private static final Logger LOG = Logger.getLogger(SourceStaging.class);

  private final LocalCheckpoints checkpoints;
  private final MergeRecords records;
  private final EventPublisher publisher;

  SourceStaging(LocalCheckpoints checkpoints, MergeRecords records, EventPublisher publisher) {
    this.checkpoints = checkpoints;
    this.records = records;
    this.publisher = publisher;
  }

  void stage(SourceRequested request) throws IOException {
    publisher.publish(Topic.SOURCE_EVENTS, outcome(request));
  }

  private SourceEvent outcome(SourceRequested request) throws IOException {
    try {
      SourceIndex index = checkpoints.index(request.model(), Path.of(request.folder()));
      records.putSourceIndex(index);
      long bytes = index.files().stream().mapToLong(SourceFile::size).sum();
      LOG.debugf("source %s is %s, %d bytes", request.model(), index.id(), bytes);
      return new SourceStaged(request.mergeId(), request.model(), index.id(), bytes);
    } catch (CheckpointException e) {
      return new SourceFailed(request.mergeId(), request.model(), e.getMessage());
    }
  }
}
