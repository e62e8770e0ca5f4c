package io.mergefarm.contracts.storage;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** The store could not do what was asked for the moment; another try may succeed. */
public final class StoreUnavailableException extends IOException {

  private final transient Optional<Duration> retryAfter;

  public StoreUnavailableException(String message, IOException cause) {
    super(message, cause);
    this.retryAfter = Optional.empty();
  }

  /**
   * The store answered that it can not serve.
   *
   * @param retryAfter how long it asks to be left alone
   */
  public StoreUnavailableException(String message, Optional<Duration> retryAfter) {
    super(message);
    this.retryAfter = retryAfter;
  }

  /** How long the store asks to be left alone. */
  public Optional<Duration> retryAfter() {
    return retryAfter == null ? Optional.empty() : retryAfter;
  }
}
