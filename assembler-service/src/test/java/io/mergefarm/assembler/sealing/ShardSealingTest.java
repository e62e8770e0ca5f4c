package io.mergefarm.assembler.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.mergefarm.contracts.merge.ShardUploads;
import io.mergefarm.contracts.method.NanPolicy;
import io.mergefarm.contracts.plan.MergePlan;
import io.mergefarm.contracts.plan.PartRecord;
import io.mergefarm.contracts.plan.PlannedPart;
import io.mergefarm.contracts.plan.PlannedShard;
import io.mergefarm.contracts.storage.LocalObjectStore;
import io.mergefarm.contracts.storage.ObjectKey;
import io.mergefarm.contracts.storage.ObjectStore;
import io.mergefarm.contracts.storage.PartRange;
import io.mergefarm.contracts.storage.StoreLayout;
import io.mergefarm.contracts.storage.Upload;
import io.mergefarm.contracts.storage.UploadedPart;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A shard of two parts of four bytes. */
class ShardSealingTest {

  private static final String MERGE = "merge-1";
  private static final String SHARD = "model.safetensors";
  private static final ObjectKey KEY = StoreLayout.shard(MERGE, SHARD);
  private static final List<PartRange> RANGES =
      List.of(new PartRange(1, 0, 4), new PartRange(2, 4, 4));

  @TempDir Path folder;
  private ObjectStore store;
  private Upload upload;
  private ShardSealing sealing;

  @BeforeEach
  void begin() throws IOException {
    store = RandomTags.over(new LocalObjectStore(folder));
    upload = store.createUpload(KEY, 8);
    sealing = new ShardSealing(plan(), new ShardUploads(List.of(upload)), store);
  }

  @Test
  void aShardIsSealedWhenAllPartsAreThere() throws IOException {
    sealing.add(part(0));
    assertThat(sealing.sealComplete()).isFalse();
    sealing.add(part(1));
    assertThat(sealing.sealComplete()).isTrue();
    assertThat(sealing.allSealed()).isTrue();
    assertThat(store.get(KEY, 8)).contains(new byte[] {0, 0, 0, 0, 1, 1, 1, 1});
  }

  /** The record is of the first, and the store keeps the second. */
  @Test
  void aPartThatWasSentTwiceIsTakenAsTheStoreKeepsIt() throws IOException {
    sealing.add(part(0));
    send(0);
    sealing.add(part(1));
    assertThat(sealing.sealComplete()).isTrue();
    assertThat(store.get(KEY, 8)).contains(new byte[] {0, 0, 0, 0, 1, 1, 1, 1});
  }

  @Test
  void aShardThatAnotherHasSealedIsSealed() throws IOException {
    sealing.add(part(0));
    sealing.add(part(1));
    store.completeUpload(upload, store.listParts(upload));
    assertThat(sealing.sealComplete()).isTrue();
  }

  @Test
  void anUploadThatIsGoneWithItsShardIsAnError() throws IOException {
    sealing.add(part(0));
    sealing.add(part(1));
    store.abortUpload(upload);
    assertThatIOException().isThrownBy(() -> sealing.sealComplete()).withMessageContaining(SHARD);
    assertThat(sealing.allSealed()).isFalse();
  }

  private PartRecord part(int index) throws IOException {
    return new PartRecord("p" + index, upload.id(), send(index), 8, List.of(), List.of());
  }

  private UploadedPart send(int index) throws IOException {
    byte fill = (byte) index;
    return store.uploadPart(
        upload,
        RANGES.get(index),
        sink -> sink.write(ByteBuffer.wrap(new byte[] {fill, fill, fill, fill})));
  }

  private static MergePlan plan() {
    List<PlannedPart> parts =
        RANGES.stream()
            .map(range -> new PlannedPart("p" + range.number(), range, List.of()))
            .toList();
    return new MergePlan(
        MERGE,
        "linear",
        "ab".repeat(32),
        0,
        NanPolicy.PROPAGATE,
        "test",
        List.of(),
        0,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        List.of(new PlannedShard(SHARD, 8, 0, List.of(), parts)));
  }
}
