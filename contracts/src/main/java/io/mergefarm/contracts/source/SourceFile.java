package io.mergefarm.contracts.source;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mergefarm.contracts.storage.ObjectKey;
import java.net.URI;
import java.util.Optional;

/**
 * One file of a source.
 *
 * @param path relative to the checkpoint's folder, with forward slashes
 * @param uri where its bytes are read: {@code file:} in place, {@code store:<key>} when staged,
 *     {@code s3:} in place in a bucket
 * @param size in bytes; a reader that finds another size refuses the file
 * @param digests the object with the digests of its blocks, which every reader holds its bytes
 *     against; absent for files that are mapped in place
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record SourceFile(String path, URI uri, long size, Optional<ObjectKey> digests) {

  /** A file that is read in place. */
  public SourceFile(String path, URI uri, long size) {
    this(path, uri, size, Optional.empty());
  }

  /** The same file under another path. */
  public SourceFile named(String otherPath) {
    return new SourceFile(otherPath, uri, size, digests);
  }
}
