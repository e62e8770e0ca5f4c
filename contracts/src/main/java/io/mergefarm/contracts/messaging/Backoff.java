package io.mergefarm.contracts.messaging;

import io.mergefarm.contracts.storage.StorageFullException;
import java.io.IOException;
import java.time.Duration;

/**
 * Tries again what fails for the moment, with pauses that double.
 *
 * @param first the pause after the first failure
 * @param longest what pauses grow to
 * @param patience how long it goes on; at least one attempt is made
 */
public record Backoff(Duration first, Duration longest, Duration patience) {

  /** Pauses as they suit stores and brokers that are away. */
  public static Backoff within(Duration patience) {
    return new Backoff(Duration.ofMillis(200), Duration.ofSeconds(20), patience);
  }

  /**
   * Something that may succeed later.
   *
   * @param <E> what is thrown when it never can
   */
  @FunctionalInterface
  public interface Attempt<E extends Exception> {
    void run() throws E, IOException, InterruptedException;
  }

  /** Hears of every failure that is followed by another attempt. */
  @FunctionalInterface
  public interface Witness {
    void failed(int attempt, IOException failure);
  }

  /**
   * Makes attempts until one succeeds.
   *
   * @throws IOException the last failure, when patience has ended, or one that does not pass by
   *     itself
   */
  public <E extends Exception> void run(Attempt<E> attempt, Witness witness)
      throws E, IOException, InterruptedException {
    long begin = System.nanoTime();
    Duration pause = first;
    for (int number = 1; ; number++) {
      try {
        attempt.run();
        return;
      } catch (StorageFullException e) {
        throw e;
      } catch (IOException e) {
        if (System.nanoTime() - begin + pause.toNanos() > patience.toNanos()) {
          throw e;
        }
        witness.failed(number, e);
      }
      Thread.sleep(pause);
      pause = pause.multipliedBy(2).compareTo(longest) < 0 ? pause.multipliedBy(2) : longest;
    }
  }
}
