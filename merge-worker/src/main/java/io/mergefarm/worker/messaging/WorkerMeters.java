package io.mergefarm.worker.messaging;

import io.mergefarm.contracts.messaging.Meters;
import io.mergefarm.contracts.plan.PartRecord;
import io.mergefarm.worker.evaluation.MergeFailureException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.AcknowledgeType;

/** What a worker counts. */
@ApplicationScoped
class WorkerMeters {

  private static final String TYPE = "io.mergefarm.tensor-merge-requested.v1";

  private final MeterRegistry registry;
  private final Timer seconds;
  private final Counter tensors;
  private final Counter bytesRead;
  private final Counter bytesWritten;
  private final AtomicInteger inFlight;
  private final DistributionSummary deliveries;

  WorkerMeters(MeterRegistry registry) {
    this.registry = registry;
    this.seconds = registry.timer("mergefarm.part.merge");
    this.tensors = registry.counter("mergefarm.tensors.merged");
    this.bytesRead = registry.counter("mergefarm.bytes.read");
    this.bytesWritten = registry.counter("mergefarm.bytes.written");
    this.inFlight = registry.gauge("mergefarm.parts.in.flight", new AtomicInteger());
    this.deliveries = registry.summary("mergefarm.part.deliveries");
  }

  /**
   * A delivered part is begun.
   *
   * @param deliveryCount how often it was delivered until now
   */
  void begun(int deliveryCount) {
    inFlight.incrementAndGet();
    deliveries.record(deliveryCount);
  }

  /** The work on a delivered part has ended. */
  void ended(AcknowledgeType outcome) {
    inFlight.decrementAndGet();
    registry
        .counter(
            Meters.EVENTS_CONSUMED,
            Meters.TYPE,
            TYPE,
            Meters.OUTCOME,
            outcome.name().toLowerCase(Locale.ROOT))
        .increment();
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
