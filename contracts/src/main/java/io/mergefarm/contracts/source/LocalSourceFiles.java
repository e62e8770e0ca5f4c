package io.mergefarm.contracts.source;

import io.mergefarm.contracts.storage.Buckets;
import io.mergefarm.contracts.storage.MappedFile;
import io.mergefarm.contracts.storage.ObjectKey;
import io.mergefarm.contracts.storage.ObjectReader;
import io.mergefarm.contracts.storage.ObjectStore;
import io.mergefarm.contracts.storage.S3Address;
import java.io.IOException;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Maps {@code file:} URIs of this machine, and opens {@code store:<key>} in the object store and
 * {@code s3:} in a bucket.
 */
public final class LocalSourceFiles implements SourceFiles {

  private final ObjectStore store;
  private final Buckets buckets;

  /** Files of this machine and of the store, and none in buckets. */
  public LocalSourceFiles(ObjectStore store) {
    this(store, Buckets.NONE);
  }

  public LocalSourceFiles(ObjectStore store, Buckets buckets) {
    this.store = store;
    this.buckets = buckets;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the URI is neither of a file nor of an object
   */
  @Override
  public ObjectReader open(SourceFile file) throws IOException {
    ObjectReader reader;
    try {
      reader = reader(file.uri());
    } catch (NoSuchFileException e) {
      throw changed(file, "is gone");
    }
    if (reader.size() != file.size()) {
      long found = reader.size();
      reader.close();
      throw changed(file, "had %d bytes, now it has %d".formatted(file.size(), found));
    }
    return reader;
  }

  private ObjectReader reader(URI uri) throws IOException {
    return switch (String.valueOf(uri.getScheme())) {
      case "file" -> MappedFile.open(Path.of(uri));
      case "store" -> store.open(new ObjectKey(uri.getSchemeSpecificPart()));
      case "s3" -> inBucket(S3Address.of(uri));
      default ->
          throw new IllegalArgumentException(
              uri + " can not be read: expected a file:, store: or s3: URI");
    };
  }

  private ObjectReader inBucket(S3Address address) throws IOException {
    return buckets.bucket(address.bucket()).open(address.key());
  }

  private static SourceChangedException changed(SourceFile file, String how) {
    return new SourceChangedException(
        "source file %s at %s has changed since it was indexed: it %s; run the merge again"
            .formatted(file.path(), file.uri(), how));
  }
}
