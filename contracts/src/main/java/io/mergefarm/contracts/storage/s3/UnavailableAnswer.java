package io.mergefarm.contracts.storage.s3;

import io.mergefarm.contracts.storage.StoreUnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import okhttp3.Interceptor;
import okhttp3.Response;

/**
 * Answers of a server, or of what stands before it, that it can not serve for the moment: 429 and
 * all 5xx but 501. The pause that they ask for is not to be found in the client's own exceptions.
 */
final class UnavailableAnswer implements Interceptor {

  private static final int TOO_MANY_REQUESTS = 429;
  private static final int NOT_IMPLEMENTED = 501;
  private static final int FIRST_SERVER_ERROR = 500;

  @Override
  public Response intercept(Chain chain) throws IOException {
    Response response = chain.proceed(chain.request());
    int status = response.code();
    if (status != TOO_MANY_REQUESTS && (status < FIRST_SERVER_ERROR || status == NOT_IMPLEMENTED)) {
      return response;
    }
    try (response) {
      throw new StoreUnavailableException(
          "the S3 server answered %s to %s with status %d"
              .formatted(chain.request().url().encodedPath(), chain.request().method(), status),
          retryAfter(response.header("Retry-After")));
    }
  }

  /** Seconds, as S3 servers give them; a date is not worth the parsing. */
  private static Optional<Duration> retryAfter(String header) {
    return header != null && header.matches("[0-9]{1,6}")
        ? Optional.of(Duration.ofSeconds(Integer.parseInt(header)))
        : Optional.empty();
  }
}
