package io.mergefarm.contracts.wiring;

import io.mergefarm.contracts.messaging.Meters;
import io.mergefarm.contracts.storage.StoreObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Counts what is done with a store: requests with their time, bytes read and bytes written. */
final class StoreMeters implements StoreObserver {

  private record Of(Timer succeeded, Timer failed, Counter bytesRead, Counter bytesWritten) {}

  private final Map<Operation, Of> meters = new EnumMap<>(Operation.class);

  /**
   * The meters of a store.
   *
   * @param store what kind of store it is
   */
  StoreMeters(MeterRegistry registry, String store) {
    for (Operation operation : Operation.values()) {
      String name = operation.name().toLowerCase(Locale.ROOT);
      meters.put(
          operation,
          new Of(
              request(registry, store, name, "success"),
              request(registry, store, name, "failure"),
              registry.counter(
                  Meters.STORE_BYTES_READ, Meters.STORE, store, Meters.OPERATION, name),
              registry.counter(
                  Meters.STORE_BYTES_WRITTEN, Meters.STORE, store, Meters.OPERATION, name)));
    }
  }

  @Override
  public void succeeded(Operation operation, long bytesRead, long bytesWritten, long nanoseconds) {
    Of of = meters.get(operation);
    of.succeeded.record(nanoseconds, TimeUnit.NANOSECONDS);
    of.bytesRead.increment((double) bytesRead);
    of.bytesWritten.increment((double) bytesWritten);
  }

  @Override
  public void failed(Operation operation, long nanoseconds) {
    meters.get(operation).failed.record(nanoseconds, TimeUnit.NANOSECONDS);
  }

  private static Timer request(
      MeterRegistry registry, String store, String operation, String outcome) {
    return registry.timer(
        Meters.STORE_REQUESTS,
        Meters.STORE,
        store,
        Meters.OPERATION,
        operation,
        Meters.OUTCOME,
        outcome);
  }
}
