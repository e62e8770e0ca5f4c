package io.mergefarm.contracts.storage.s3;

import io.mergefarm.contracts.storage.StoreUnavailableException;
import io.minio.errors.ErrorResponseException;
import io.minio.errors.XmlParserException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLHandshakeException;

/** Waits for the client's answers and says what its failures mean. */
final class Answers {

  /** Errors of one request that the next may not have, beside what the status says. */
  private static final Set<String> PASSING =
      Set.of(
          "BadDigest",
          "IncompleteBody",
          "InternalError",
          "OperationAborted",
          "RequestTimeout",
          "ServiceUnavailable",
          "SlowDown",
          "XAmzContentSHA256Mismatch");

  private Answers() {}

  /** An answer that the server refuses with a code, such as {@code NoSuchKey}. */
  static final class RefusedException extends IOException {

    private final String code;

    RefusedException(String code, String message) {
      super(message);
      this.code = code;
    }

    String code() {
      return code;
    }
  }

  /**
   * The answer to a request.
   *
   * @param what the request, for messages
   * @throws StoreUnavailableException if another try may succeed
   * @throws RefusedException if the server says why none will
   */
  static <T> T await(String what, CompletableFuture<T> answer) throws IOException {
    try {
      return answer.get();
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while " + what);
    } catch (ExecutionException e) {
      throw meaning(what, e.getCause());
    }
  }

  static StoreUnavailableException broken(String what, IOException failure) {
    return new StoreUnavailableException("%s: %s".formatted(what, failure), failure);
  }

  private static IOException meaning(String what, Throwable failure) {
    return switch (failure) {
      case CompletionException wrapper when wrapper.getCause() != null ->
          meaning(what, wrapper.getCause());
      case StoreUnavailableException unavailable -> unavailable;
      case ErrorResponseException refused -> refusal(what, refused);
      case XmlParserException cut ->
          new StoreUnavailableException(
              "%s: the answer is cut short or no XML: %s".formatted(what, cut.getMessage()),
              Optional.empty());
      case SSLHandshakeException untrusted ->
          new IOException(
              "%s: no secure connection to the S3 server: %s; have its certificate trusted (SSL_CERT_FILE)"
                  .formatted(what, untrusted.getMessage()),
              untrusted);
      case IOException io -> broken(what, io);
      default -> new IOException("%s: %s".formatted(what, failure.getMessage()));
    };
  }

  /** The client's exception prints the headers of the request, so it is not kept as the cause. */
  private static IOException refusal(String what, ErrorResponseException refused) {
    String code = String.valueOf(refused.errorResponse().code());
    String text =
        "%s: the S3 server says %s: %s%s"
            .formatted(what, code, refused.errorResponse().message(), advice(code));
    return PASSING.contains(code)
        ? new StoreUnavailableException(text, Optional.empty())
        : new RefusedException(code, text);
  }

  private static String advice(String code) {
    return switch (code) {
      case "AccessDenied" -> "; the credentials need the right to do this in the bucket";
      case "InvalidAccessKeyId", "SignatureDoesNotMatch" ->
          "; check the credentials and mergefarm.store.s3.region";
      case "NoSuchBucket" -> "; create the bucket, or correct mergefarm.store.s3.bucket";
      case "RequestTimeTooSkewed" -> "; set this machine's clock";
      default -> "";
    };
  }
}
