package io.mergefarm.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mergefarm.contracts.method.NanPolicy;
import io.mergefarm.contracts.plan.TensorExpression;
import io.mergefarm.contracts.source.SourceFile;
import io.mergefarm.contracts.storage.ObjectKey;
import io.mergefarm.contracts.storage.PartRange;
import io.mergefarm.contracts.storage.Upload;
import java.util.List;
import java.util.Optional;

/**
 * A run of an output shard's bytes is to be merged and uploaded as one part. A worker needs nothing
 * but this event and the store.
 *
 * @param partId unique in the merge
 * @param upload the multipart upload of the shard
 * @param range the part's place in it
 * @param header the object whose bytes the part begins with; only in the first part of a shard
 * @param files the weight files that the expressions' stored tensors refer to
 * @param seed of the randomised methods
 * @param nan what becomes of elements that are not a number
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record TensorMergeRequested(
    String mergeId,
    String partId,
    Upload upload,
    PartRange range,
    Optional<ObjectKey> header,
    List<SourceFile> files,
    List<Work> work,
    long seed,
    NanPolicy nan)
    implements Event {

  public TensorMergeRequested {
    files = List.copyOf(files);
    work = List.copyOf(work);
  }

  @Override
  public String key() {
    return partId;
  }

  /**
   * Elements of one output tensor.
   *
   * @param tensor its name
   * @param from the first element
   * @param to one past the last
   */
  public record Work(String tensor, TensorExpression expression, long from, long to) {}
}
