package io.mergefarm.contracts.storage.s3;

import io.mergefarm.contracts.storage.StoreUnavailableException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/**
 * Sends requests again while a server is not available, with pauses that double from a tenth of a
 * second to ten, each drawn from the whole span below it, so that many clients do not come back at
 * the same time ("full jitter": Brooker, Exponential Backoff and Jitter, 2015). A server that names
 * a pause is left alone for that long.
 */
final class Retries {

  private static final Logger LOG = Logger.getLogger(Retries.class);
  private static final long FIRST_MILLIS = 100;
  private static final long LONGEST_MILLIS = 10_000;
  private static final int MOST_DOUBLINGS = 10;

  private final Duration patience;
  private final LongSupplier nanoTime;
  private final Pause pause;
  private final RandomGenerator random;

  /**
   * Retries within a time.
   *
   * @param patience after which a failure is passed on
   */
  Retries(Duration patience, LongSupplier nanoTime, Pause pause, RandomGenerator random) {
    this.patience = patience;
    this.nanoTime = nanoTime;
    this.pause = pause;
    this.random = random;
  }

  /** A request. */
  @FunctionalInterface
  interface Request<T> {
    T send() throws IOException;
  }

  /** Waits. */
  @FunctionalInterface
  interface Pause {
    void await(Duration time) throws IOException;
  }

  <T> T run(String what, Request<T> request) throws IOException {
    long start = nanoTime.getAsLong();
    for (int tries = 1; ; tries++) {
      try {
        return request.send();
      } catch (StoreUnavailableException e) {
        Duration time = time(tries, e);
        Duration spent = Duration.ofNanos(nanoTime.getAsLong() - start);
        if (spent.plus(time).compareTo(patience) > 0) {
          throw exhausted(what, tries, spent, e);
        }
        LOG.debugf("%s: try %d failed, next in %s: %s", what, tries, time, e.getMessage());
        pause.await(time);
      }
    }
  }

  static void sleep(Duration time) throws InterruptedIOException {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for the S3 server");
    }
  }

  private Duration time(int tries, StoreUnavailableException failure) {
    long most = Math.min(LONGEST_MILLIS, FIRST_MILLIS << Math.min(tries - 1, MOST_DOUBLINGS));
    Duration own = Duration.ofMillis(random.nextLong(1, most + 1));
    return failure.retryAfter().map(own::plus).orElse(own);
  }

  private static StoreUnavailableException exhausted(
      String what, int tries, Duration spent, StoreUnavailableException last) {
    return new StoreUnavailableException(
        "%s failed %d times in %d s: %s"
            .formatted(what, tries, spent.toSeconds(), last.getMessage()),
        last);
  }
}
