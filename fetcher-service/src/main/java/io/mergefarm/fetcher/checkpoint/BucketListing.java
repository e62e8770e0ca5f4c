package io.mergefarm.fetcher.checkpoint;

import io.mergefarm.contracts.source.SourceFile;
import io.mergefarm.contracts.storage.ObjectReader;
import io.mergefarm.contracts.storage.ObjectStat;
import io.mergefarm.contracts.storage.ObjectStore;
import io.mergefarm.contracts.storage.S3Address;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The objects directly below a prefix, told from earlier and later ones by their ETags. */
final class BucketListing {

  private static final int MOST_FILES = 10_000;

  private final CheckpointFolder folder;
  private final ObjectStore bucket;
  private final S3Address address;

  BucketListing(CheckpointFolder folder, ObjectStore bucket, S3Address address) {
    this.folder = folder;
    this.bucket = bucket;
    this.address = address;
  }

  FolderListing read() throws CheckpointException, IOException {
    List<ObjectStat> objects = bucket.list(address.key()).stream().filter(this::direct).toList();
    if (objects.isEmpty()) {
      throw folder.problem(
          "there are no objects directly below %s; name the prefix that holds the checkpoint"
              .formatted(address));
    }
    if (objects.size() > MOST_FILES) {
      throw folder.problem(
          "there are more than %d objects below %s; name the prefix of one checkpoint"
              .formatted(MOST_FILES, address));
    }
    List<SourceFile> files = new ArrayList<>();
    ListingDigest digest = new ListingDigest();
    for (ObjectStat object : objects) {
      S3Address file = new S3Address(address.bucket(), object.key());
      files.add(new SourceFile(object.key().name(), file.uri(), object.size()));
      digest.add(object.key().name()).add(object.size()).add(version(object));
    }
    String revision = digest.hex();
    String id = new ListingDigest().add(address.toString()).add(revision).hex();
    return new FolderListing(files, "s3-" + id, revision);
  }

  private boolean direct(ObjectStat object) {
    return object.key().equals(address.key().child(object.key().name()));
  }

  private String version(ObjectStat object) throws IOException {
    try (ObjectReader reader = bucket.open(object.key())) {
      return reader.version();
    }
  }
}
