package io.mergefarm.contracts.storage;

import java.io.IOException;

/** The upload was completed or aborted, so nothing can be added to it. */
public final class NoSuchUploadException extends IOException {

  public NoSuchUploadException(Upload upload) {
    super("no upload " + upload.id() + " of " + upload.key());
  }
}
