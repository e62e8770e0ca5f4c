package io.mergefarm.planner.coordination;

import io.mergefarm.contracts.event.MergeOptions;
import io.mergefarm.contracts.storage.ObjectKey;
import io.mergefarm.contracts.storage.ObjectStore;
import io.mergefarm.contracts.storage.S3Address;
import io.mergefarm.contracts.storage.StoreLayout;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.Optional;

/** Whether the store can take the output of a merge as it is wanted, asked before any work. */
@ApplicationScoped
class OutputCheck {

  private static final ObjectKey ANY = StoreLayout.merge("any");
  private static final String FOLDER = "file";

  /** What S3 demands of every part but the last. */
  private static final long LEAST_PART_SIZE = 5L << 20;

  private final ObjectStore store;

  OutputCheck(ObjectStore store) {
    this.store = store;
  }

  /** What speaks against the output, for people. */
  Optional<String> objection(MergeOptions options) {
    String kind = store.address(ANY).getScheme();
    if (!kind.equals(FOLDER) && options.partSize().orElse(LEAST_PART_SIZE) < LEAST_PART_SIZE) {
      return Optional.of(
          "parts of %d bytes are too small for a store in a bucket; ask for %d or more"
              .formatted(options.partSize().getAsLong(), LEAST_PART_SIZE));
    }
    return options.output().flatMap(output -> objection(kind, output));
  }

  private static Optional<String> objection(String kind, URI output) {
    if (!kind.equals(output.getScheme())) {
      return Optional.of(
          "the output can not go to %s: the object store is %s; name %s, or no output, so that it stays in the store"
              .formatted(
                  output,
                  kind.equals(FOLDER) ? "a local folder" : "a bucket",
                  kind.equals(FOLDER) ? "a folder" : "s3://bucket/prefix"));
    }
    return kind.equals(FOLDER) ? Optional.empty() : addressObjection(output);
  }

  private static Optional<String> addressObjection(URI output) {
    try {
      S3Address.of(output);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of("the output can not go to " + output + ": " + e.getMessage());
    }
  }
}
