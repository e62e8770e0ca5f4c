package io.mergefarm.worker.messaging;

import io.mergefarm.contracts.event.TensorEvent.TensorMergeFailed;
import io.mergefarm.contracts.event.TensorEvent.TensorMerged;
import io.mergefarm.contracts.event.TensorMergeRequested;
import io.mergefarm.contracts.event.Topic;
import io.mergefarm.contracts.merge.MergeRecords;
import io.mergefarm.contracts.messaging.EventPublisher;
import io.mergefarm.contracts.plan.PartRecord;
import io.mergefarm.contracts.storage.NoSuchUploadException;
import io.mergefarm.worker.evaluation.MergeFailureException;
import io.mergefarm.worker.evaluation.PartMerger;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Merges one part, keeps its record, and tells of it: in this order, so that nothing is lost. */
@ApplicationScoped
class PartWork {

  private static final Logger LOG = Logger.getLogger(PartWork.class);

  private final PartMerger merger;
  private final MergeRecords records;
  private final EventPublisher publisher;
  private final WorkerMeters meters;

  PartWork(PartMerger merger, MergeRecords records, EventPublisher publisher, WorkerMeters meters) {
    this.merger = merger;
    this.records = records;
    this.publisher = publisher;
    this.meters = meters;
  }

  /**
   * Does what a request asks for, unless it is done already or no longer wanted.
   *
   * @throws IOException if another try may succeed
   * @throws MergeFailureException if none can
   */
  void merge(TensorMergeRequested request, PartProgress progress)
      throws IOException, MergeFailureException {
    if (records.ending(request.mergeId()).isPresent()) {
      return;
    }
    try {
      PartRecord part = merged(request, progress);
      publisher.publish(
          Topic.TENSOR_MERGE_EVENTS,
          new TensorMerged(
              request.mergeId(), request.partId(), part.bytesRead(), part.part().size()));
    } catch (NoSuchUploadException e) {
      LOG.debugf("part %s of merge %s is no longer wanted", request.partId(), request.mergeId());
    } catch (MergeFailureException e) {
      publishFailure(request, e);
      throw e;
    }
  }

  private void publishFailure(TensorMergeRequested request, MergeFailureException failure)
      throws IOException {
    publisher.publish(
        Topic.TENSOR_MERGE_EVENTS,
        new TensorMergeFailed(
            request.mergeId(), request.partId(), failure.tensor(), failure.getMessage()));
  }

  private PartRecord merged(TensorMergeRequested request, PartProgress progress)
      throws IOException, MergeFailureException {
    Optional<PartRecord> earlier =
        records
            .part(request.mergeId(), request.partId())
            .filter(part -> part.uploadId().equals(request.upload().id()));
    if (earlier.isPresent()) {
      return earlier.get();
    }
    LOG.debugf("part %s of merge %s begins", request.partId(), request.mergeId());
    PartRecord part = meters.timed(() -> merger.merge(request, progress::goesOn));
    progress.stored();
    LOG.debugf("part %s of merge %s is stored", request.partId(), request.mergeId());
    meters.merged(request.work().size(), part);
    records.putPart(request.mergeId(), part);
    return part;
  }
}
