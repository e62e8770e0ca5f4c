package io.mergefarm.standalone.endtoend;

import io.mergefarm.cluster.LocalCluster;
import io.mergefarm.contracts.json.ContractJson;
import io.mergefarm.contracts.merge.MergeRecords;
import io.mergefarm.contracts.merge.ShardUploads;
import io.mergefarm.contracts.storage.NoSuchUploadException;
import io.mergefarm.contracts.storage.ObjectKey;
import io.mergefarm.contracts.storage.ObjectStat;
import io.mergefarm.contracts.storage.ObjectStore;
import io.mergefarm.contracts.storage.StoreLayout;
import io.mergefarm.contracts.storage.Upload;
import io.mergefarm.contracts.wiring.ConfiguredStore;
import io.mergefarm.contracts.wiring.S3Access;
import io.mergefarm.contracts.wiring.StoreConfig;
import io.mergefarm.standalone.doctor.FarmConfiguration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The object store of a farm, as its services reach it. */
final class FarmStore implements AutoCloseable {

  private static final int MOST = 100 << 20;
  private static final String OUTPUTS = "outputs";

  private final StoreConfig config;
  private final S3Access s3;
  private final ObjectStore store;
  private final MergeRecords records;

  FarmStore(LocalCluster cluster) throws IOException {
    config = FarmConfiguration.read(Optional.of(cluster.configuration())).store();
    s3 = S3Access.of(config.s3(), MOST);
    store = ConfiguredStore.open(config, s3).store();
    records = new MergeRecords(store, ContractJson.mapper());
  }

  /** Where a checkpoint is asked for. */
  URI output(String out) {
    String prefix = config.s3().prefix().map(p -> p + "/").orElse("");
    return URI.create(
        "s3://%s/%s%s/%s".formatted(config.s3().bucket().orElseThrow(), prefix, OUTPUTS, out));
  }

  /** The SHA-256 of each file of a checkpoint by its name. */
  Map<String, String> digests(String out) throws IOException {
    Map<String, String> digests = new TreeMap<>();
    for (ObjectStat file : store.list(ObjectKey.of(OUTPUTS, out))) {
      digests.put(file.key().name(), sha256(store.get(file.key(), MOST).orElseThrow()));
    }
    return digests;
  }

  static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Whether a merge has uploads that are neither completed nor aborted. */
  boolean hasOpenUploads(String mergeId) {
    try {
      for (Upload upload : records.uploads(mergeId).map(ShardUploads::uploads).orElse(List.of())) {
        if (open(upload)) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether open uploads, shards, or records of parts are left of a merge. */
  boolean holdsAnythingOf(String mergeId) {
    try {
      return hasOpenUploads(mergeId)
          || !store.list(StoreLayout.partRecords(mergeId)).isEmpty()
          || !store.list(StoreLayout.output(mergeId)).isEmpty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean open(Upload upload) throws IOException {
    try {
      store.listParts(upload);
      return true;
    } catch (NoSuchUploadException e) {
      return false;
    }
  }

  @Override
  public void close() {
    s3.close();
  }
}
