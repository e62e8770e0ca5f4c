package io.mergefarm.standalone.doctor;

import io.mergefarm.contracts.storage.ObjectKey;
import io.mergefarm.contracts.storage.ObjectStore;
import io.mergefarm.contracts.storage.PartRange;
import io.mergefarm.contracts.storage.Upload;
import io.mergefarm.contracts.storage.UploadedPart;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** Whether an object store lets a farm do all that it has to, tried with small objects. */
final class StoreCheckup {

  /** The least that S3 takes for a part that is not the last. */
  private static final int PART_BYTES = 5 << 20;

  private final ObjectStore store;
  private final ObjectKey folder = new ObjectKey("doctor").child(UUID.randomUUID().toString());
  private final List<Finding> findings = new ArrayList<>();

  StoreCheckup(ObjectStore store) {
    this.store = store;
  }

  /** Something that is tried. */
  @FunctionalInterface
  private interface Trial {
    void run() throws IOException;
  }

  List<Finding> run() {
    if (attempt("objects", "are written, read, listed and deleted", this::objects)) {
      attempt(
          "uploads",
          "of parts of %d MiB, numbered up to %d, are completed and aborted"
              .formatted(PART_BYTES >> 20, PartRange.MAX_NUMBER),
          this::uploads);
    }
    return findings;
  }

  private boolean attempt(String what, String success, Trial trial) {
    try {
      trial.run();
      findings.add(Finding.ok("store: " + what, success));
      return true;
    } catch (IOException | RuntimeException e) {
      findings.add(
          Finding.error(
              "store: " + what,
              String.valueOf(e.getMessage()),
              "give the services the right to read, write, list and delete there, and check"
                  + " mergefarm.store.* and this machine's clock"));
      return false;
    }
  }

  private void objects() throws IOException {
    byte[] content = "mergefarm doctor".getBytes(StandardCharsets.UTF_8);
    ObjectKey key = folder.child("object");
    store.put(key, content);
    require(Arrays.equals(store.get(key, content.length).orElse(null), content), "another object");
    require(store.list(folder).stream().anyMatch(stat -> stat.key().equals(key)), "no listing");
    store.delete(key);
    require(store.stat(key).isEmpty(), "a deleted object");
  }

  private void uploads() throws IOException {
    ObjectKey key = folder.child("upload");
    int tail = 1;
    Upload upload = store.createUpload(key, PART_BYTES + tail);
    UploadedPart first = part(upload, new PartRange(1, 0, PART_BYTES));
    UploadedPart last = part(upload, new PartRange(PartRange.MAX_NUMBER, PART_BYTES, tail));
    store.completeUpload(upload, List.of(first, last));
    require(store.stat(key).filter(s -> s.size() == PART_BYTES + tail).isPresent(), "no upload");
    store.delete(key);
    store.abortUpload(store.createUpload(key, tail));
  }

  private UploadedPart part(Upload upload, PartRange range) throws IOException {
    byte[] bytes = new byte[(int) range.length()];
    return store.uploadPart(upload, range, sink -> sink.write(ByteBuffer.wrap(bytes)));
  }

  private static void require(boolean condition, String found) throws IOException {
    if (!condition) {
      throw new IOException("the store gave back " + found + " for what was written");
    }
  }
}
