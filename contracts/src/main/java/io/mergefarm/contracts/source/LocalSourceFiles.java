package io.mergefarm.contracts.source;

import io.mergefarm.contracts.storage.MappedFile;
import io.mergefarm.contracts.storage.ObjectKey;
import io.mergefarm.contracts.storage.ObjectReader;
import io.mergefarm.contracts.storage.ObjectStore;
import java.io.IOException;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Maps {@code file:} URIs of this machine, and opens {@code store:<key>} in the object store. */
public final class LocalSourceFiles implements SourceFiles {

  private final ObjectStore store;

  public LocalSourceFiles(ObjectStore store) {
    this.store = store;
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
      default ->
          throw new IllegalArgumentException(
              uri + " can not be read: expected a file: or store: URI");
    };
  }

  private static SourceChangedException changed(SourceFile file, String how) {
    return new SourceChangedException(
        "source file %s at %s has changed since it was indexed: it %s; run the merge again"
            .formatted(file.path(), file.uri(), how));
  }
}
