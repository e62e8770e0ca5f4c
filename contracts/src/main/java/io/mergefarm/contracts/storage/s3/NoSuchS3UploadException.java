package io.mergefarm.contracts.storage.s3;

import java.io.IOException;

/** The bucket has no such upload: it was completed or aborted. */
final class NoSuchS3UploadException extends IOException {

  NoSuchS3UploadException(String message) {
    super(message);
  }
}
