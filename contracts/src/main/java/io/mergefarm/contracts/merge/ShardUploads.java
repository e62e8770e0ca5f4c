package io.mergefarm.contracts.merge;

import io.mergefarm.contracts.storage.Upload;
import java.util.List;

/** The multipart uploads of a merge's shards, in the order of the shards. */
public record ShardUploads(List<Upload> uploads) {

  public ShardUploads {
    uploads = List.copyOf(uploads);
  }
}
