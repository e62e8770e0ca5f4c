package io.mergefarm.worker.messaging;

import io.mergefarm.contracts.plan.PartRecord;
import io.mergefarm.worker.evaluation.MergeFailureException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;

/** What a worker counts. */
@ApplicationScoped
class WorkerMeters {

  private final MeterRegistry registry;
  private final Timer seconds;
  private final Counter tensors;
  private final Counter bytesRead;
  private final Counter bytesWritten;

  WorkerMeters(MeterRegistry registry) {
    this.registry = registry;
    this.seconds = registry.timer("mergefarm.part.merge");
    this.tensors = registry.counter("mergefarm.tensors.merged");
    this.bytesRead = registry.counter("mergefarm.bytes.read");
    this.bytesWritten = registry.counter("mergefarm.bytes.written");
  }

  /** The merging of a part. */
  @FunctionalInterface
  interface Merging {
    PartRecord run() throws IOException, MergeFailureException;
  }

  PartRecord timed(Merging merging) throws IOException, MergeFailureException {
    Timer.Sample sample = Timer.start(registry);
    try {
      return merging.run();
    } finally {
      sample.stop(seconds);
    }
  }

  void merged(int tensorCount, PartRecord part) {
    tensors.increment(tensorCount);
    bytesRead.increment((double) part.bytesRead());
    bytesWritten.increment((double) part.part().size());
  }
}
