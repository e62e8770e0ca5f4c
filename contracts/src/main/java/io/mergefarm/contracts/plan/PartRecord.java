package io.mergefarm.contracts.plan;

import io.mergefarm.contracts.storage.UploadedPart;
import java.util.List;

/**
 * What is known of a part that is merged and stored: the object {@code
 * merges/<id>/parts/<part>.json}.
 *
 * @param uploadId the upload that the part belongs to
 * @param outputs digests of what was written
 * @param inputs digests of what was read
 */
public record PartRecord(
    String partId,
    String uploadId,
    UploadedPart part,
    long bytesRead,
    List<ChunkDigests> outputs,
    List<ChunkDigests> inputs) {

  public PartRecord {
    outputs = List.copyOf(outputs);
    inputs = List.copyOf(inputs);
  }
}
